"""Marks filled sheets by the judge of typed answers, and says what a class has not got."""
