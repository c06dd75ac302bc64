"""Translates the documented replies of WeChat and Alipay into our answers. Pure functions.

WeChat: 付款码支付 (micropay), orderquery, reverse of the v2 interface: `return_code` says whether the
talk worked, `result_code` whether the act did, `err_code` why not, `recall` whether to reverse again.
Alipay: `code` 10000 done, 10003 waiting, 20000 unclear, 40004 refused with a `sub_code`; `retry_flag`.
Everything that is not listed is UNKNOWN: an unknown code must not be read as "no money moved".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from pos.domain.paying.payment import Answer, ProviderAnswer, Question

Reply: TypeAlias = Mapping[str, str]

# err_code of a WeChat charge. SYSTEMERROR and BANKERROR mean: query.
WECHAT_CHARGE: Final[Mapping[str, Answer]] = {
    "USERPAYING": Answer.WAITING,
    "SYSTEMERROR": Answer.UNKNOWN,
    "BANKERROR": Answer.UNKNOWN,
    "ORDERPAID": Answer.UNKNOWN,
    "OUT_TRADE_NO_USED": Answer.UNKNOWN,
    "AUTH_CODE_INVALID": Answer.REFUSED,
    "AUTH_CODE_ERROR": Answer.REFUSED,
    "AUTHCODEEXPIRE": Answer.REFUSED,
    "NOTENOUGH": Answer.REFUSED,
    "NOTSUPORTCARD": Answer.REFUSED,  # Spelled like this.
    "NOAUTH": Answer.REFUSED,
    "ORDERCLOSED": Answer.REVERSED,
    "ORDERREVERSED": Answer.REVERSED,
    "TRADE_ERROR": Answer.REFUSED,
}
WECHAT_TRADE_STATE: Final[Mapping[str, Answer]] = {
    "SUCCESS": Answer.RECEIVED,
    "USERPAYING": Answer.WAITING,
    "NOTPAY": Answer.WAITING,
    "PAYERROR": Answer.REFUSED,
    "REVOKED": Answer.REVERSED,
    "CLOSED": Answer.REVERSED,
    "REFUND": Answer.REVERSED,
}
ALIPAY_TRADE_STATUS: Final[Mapping[str, Answer]] = {
    "TRADE_SUCCESS": Answer.RECEIVED,
    "TRADE_FINISHED": Answer.RECEIVED,
    "WAIT_BUYER_PAY": Answer.WAITING,
    "TRADE_CLOSED": Answer.REVERSED,
}
ALIPAY_CHARGE: Final[Mapping[str, Answer]] = {
    "ACQ.PAYMENT_AUTH_CODE_INVALID": Answer.REFUSED,
    "ACQ.BUYER_BALANCE_NOT_ENOUGH": Answer.REFUSED,
    "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH": Answer.REFUSED,
    "ACQ.PAYMENT_FAIL": Answer.REFUSED,
    "ACQ.TRADE_HAS_CLOSE": Answer.REVERSED,
    "ACQ.TRADE_HAS_SUCCESS": Answer.UNKNOWN,
    "ACQ.SYSTEM_ERROR": Answer.UNKNOWN,
}


def wechat_answer(question: Question, reply: Reply) -> ProviderAnswer:
    """Read a reply of WeChat."""
    code, reference = reply.get("err_code", ""), reply.get("transaction_id", "")
    succeeded = reply.get("return_code") == "SUCCESS" and reply.get("result_code") == "SUCCESS"
    if question is Question.CHARGE:
        if succeeded:
            return ProviderAnswer(Answer.RECEIVED, "SUCCESS", reference)
        return ProviderAnswer(WECHAT_CHARGE.get(code, Answer.UNKNOWN), code, reference)
    if question is Question.QUERY:
        if not succeeded:
            absent = code == "ORDERNOTEXIST"
            return ProviderAnswer(Answer.ABSENT if absent else Answer.UNKNOWN, code)
        state = reply.get("trade_state", "")
        return ProviderAnswer(WECHAT_TRADE_STATE.get(state, Answer.UNKNOWN), state, reference)
    if succeeded and reply.get("recall") == "N":
        return ProviderAnswer(Answer.REVERSED, "REVERSED")
    refused = code == "REVERSE_EXPIRE" and reply.get("recall") != "Y"
    return ProviderAnswer(Answer.REFUSED if refused else Answer.UNKNOWN, code)


def alipay_answer(question: Question, reply: Reply) -> ProviderAnswer:
    """Read a reply of Alipay."""
    code, sub_code = reply.get("code", ""), reply.get("sub_code", "")
    reference, said = reply.get("trade_no", ""), sub_code or code
    if question is Question.CHARGE:
        if code == "10000":
            return ProviderAnswer(Answer.RECEIVED, code, reference)
        if code == "10003":
            return ProviderAnswer(Answer.WAITING, code, reference)
        refusal = ALIPAY_CHARGE.get(sub_code, Answer.UNKNOWN) if code == "40004" else Answer.UNKNOWN
        return ProviderAnswer(refusal, said, reference)
    if question is Question.QUERY:
        if code != "10000":
            absent = sub_code == "ACQ.TRADE_NOT_EXIST"
            return ProviderAnswer(Answer.ABSENT if absent else Answer.UNKNOWN, said)
        status = reply.get("trade_status", "")
        return ProviderAnswer(ALIPAY_TRADE_STATUS.get(status, Answer.UNKNOWN), status, reference)
    if code == "10000" and reply.get("retry_flag", "N") == "N":
        return ProviderAnswer(Answer.REVERSED, reply.get("action") or code)
    refused = sub_code == "ACQ.CANCEL_NOT_ALLOWED" and reply.get("retry_flag") != "Y"
    return ProviderAnswer(Answer.REFUSED if refused else Answer.UNKNOWN, said)
