"""The screens of an 爱心卡 outside a sale."""
