"""What every REST resource shares: input, responses, errors, pagination. No rule of the domain lives here."""
