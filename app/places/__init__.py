"""Places: countries with their dated DAC eligibility, cities, settlements with profiles, sections."""
