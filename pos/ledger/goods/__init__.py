"""The catalogue: goods, prices, cards and staff as this till knows them. Not the journal."""
