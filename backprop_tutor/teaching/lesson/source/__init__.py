"""What the source of a scenario prints, beside what comes out here."""
