"""What is shown of an 爱心卡 besides a sale."""
