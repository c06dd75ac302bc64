"""Reads the other sides of a day: WeChat's and Alipay's bills, and the federation's subsidy account."""
