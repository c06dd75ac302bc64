"""How a sale is paid: tenders, change, payments asked of a provider."""
