"""The platform's database: tables, migrations, transactions. It keeps; it decides nothing."""
