"""The platform's database: tables, migrations, transactions. It stores and decides nothing."""
