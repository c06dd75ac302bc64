"""The 爱心卡 at the counter: is it good, what may it use here, why not."""
