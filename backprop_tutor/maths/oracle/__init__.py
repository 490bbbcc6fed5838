"""What the derivatives are held against: many digits, and finite differences."""
