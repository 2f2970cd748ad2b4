"""What people look at and type: tables, figures, the ledger of claims, the command."""
