"""Budgets of environments and teams."""

from mlplatform.cost.monthly_budget import MonthlyBudget

__all__ = ["MonthlyBudget"]
