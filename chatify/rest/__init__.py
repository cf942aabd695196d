"""What every REST resource shares: input, answers, errors, paging. No rule of the domain lives here."""
