"""A network without a way to the internet, as it should be."""

from typing import Any

from tests.compliance.pieces import ACCOUNT, policy

NETWORK: dict[str, Any] = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.20.0.0/20"}},
    "FlowLog": {
        "Type": "AWS::EC2::FlowLog",
        "Properties": {"ResourceId": {"Ref": "Vpc"}, "ResourceType": "VPC", "TrafficType": "ALL"},
    },
    "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"MapPublicIpOnLaunch": False, "VpcId": {"Ref": "Vpc"}}},
    "PrivateGateway": {"Type": "AWS::EC2::VPNGateway", "Properties": {"Type": "ipsec.1"}},
    "PrivateGatewayAttachment": {
        "Type": "AWS::EC2::VPCGatewayAttachment",
        "Properties": {"VpcId": {"Ref": "Vpc"}, "VpnGatewayId": {"Ref": "PrivateGateway"}},
    },
    "Route": {
        "Type": "AWS::EC2::Route",
        "Properties": {"DestinationCidrBlock": "192.168.0.0/16", "GatewayId": {"Ref": "PrivateGateway"}},
    },
    "Prefixes": {"Type": "AWS::EC2::PrefixList", "Properties": {"Entries": [{"Cidr": "10.0.0.0/8"}]}},
    "ListedRoute": {
        "Type": "AWS::EC2::Route",
        "Properties": {"DestinationPrefixListId": {"Ref": "Prefixes"}, "TransitGatewayId": "tgw-1"},
    },
    "ListedIngress": {
        "Type": "AWS::EC2::SecurityGroupIngress",
        "Properties": {"IpProtocol": "-1", "SourcePrefixListId": {"Fn::GetAtt": ["Prefixes", "PrefixListId"]}},
    },
    "Group": {
        "Type": "AWS::EC2::SecurityGroup",
        "Properties": {
            "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8"}],
            "SecurityGroupEgress": [
                {"IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32"}
            ],
        },
    },
    "Ingress": {
        "Type": "AWS::EC2::SecurityGroupIngress",
        "Properties": {
            "IpProtocol": "tcp",
            "FromPort": 443,
            "ToPort": 443,
            "CidrIp": {"Fn::GetAtt": ["Vpc", "CidrBlock"]},
        },
    },
    "Egress": {
        "Type": "AWS::EC2::SecurityGroupEgress",
        "Properties": {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "DestinationPrefixListId": "pl-6da54004"},
    },
    "Endpoint": {
        "Type": "AWS::EC2::VPCEndpoint",
        "Properties": {
            "ServiceName": {"Fn::Join": ["", ["com.amazonaws.", {"Ref": "AWS::Region"}, ".kms"]]},
            "VpcEndpointType": "Interface",
            "PrivateDnsEnabled": True,
            "PolicyDocument": policy(
                {
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "*",
                    "Resource": "*",
                    "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
                }
            ),
        },
    },
    "Gateway": {
        "Type": "AWS::EC2::VPCEndpoint",
        "Properties": {
            "ServiceName": "com.amazonaws.eu-west-1.s3",
            "PolicyDocument": policy(
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "*"},
                    "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
                }
            ),
        },
    },
    "NoPolicyEndpoint": {
        "Type": "AWS::EC2::VPCEndpoint",
        "Properties": {
            "ServiceName": "com.amazonaws.eu-west-1.sagemaker.featurestore-runtime",
            "VpcEndpointType": "Interface",
            "PrivateDnsEnabled": "true",
        },
    },
}
