"""Every error the program raises on purpose. A bug is not here: a bug is an AssertionError.

Four families (see `STYLE`): the shop's rules say no (`RuleBroken`), the world failed us
(`OperatingError`), the books contradict themselves (`IntegrityBroken`), and bugs (assert).
The words a person reads live in `pos.ui.words.messages`, one sentence of what happened and one of
what to do next for every code here.
"""

from __future__ import annotations


class PosError(Exception):
    """Base of the tree. `code` is stable: logged, tested, and put into words by the front."""

    code = "pos.error"

    def __init__(self, **facts: object) -> None:
        """Keep the facts (names and values) that the words for this code may mention."""
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({facts})"


class RuleBroken(PosError):
    """The shop's rules say no. Expected; the cashier can act on it; never logged as a fault."""

    code = "rule.broken"


class OperatingError(PosError):
    """The world failed us (disk, cable, network). `retryable` says whether waiting can help."""

    code = "operating.error"
    retryable = False


class IntegrityBroken(PosError):
    """The books contradict themselves. Stop selling, keep every byte, call a person."""

    code = "integrity.broken"


# ── What was typed or scanned ──────────────────────────────────────────────────────────────


class AmountUnreadable(RuleBroken):
    """A typed amount is not a number of yuan with at most two decimals. Facts: text."""

    code = "amount.unreadable"


class AmountOutOfRange(RuleBroken):
    """A typed amount is negative, zero where it must not be, or beyond the till's limit. Facts: text."""

    code = "amount.out_of_range"


class CountUnreadable(RuleBroken):
    """A count by notes and coins has a part that is none, or too many of one. Facts: text."""

    code = "count.unreadable"


class QuantityUnreadable(RuleBroken):
    """A typed quantity is not a number with at most three decimals. Facts: text."""

    code = "quantity.unreadable"


class QuantityOutOfRange(RuleBroken):
    """A quantity is zero, negative or beyond the till's limit. Facts: text."""

    code = "quantity.out_of_range"


class QuantityNotWhole(RuleBroken):
    """Goods sold by the piece were given a broken quantity. Facts: name, text."""

    code = "quantity.not_whole"


class QuantityFixedByLabel(RuleBroken):
    """The scale's label already says how much this is; the quantity cannot be typed. Facts: name."""

    code = "quantity.fixed_by_label"


class PriceFixedByLabel(RuleBroken):
    """The scale's label already says what this costs; another price has no place. Facts: name."""

    code = "price.fixed_by_label"


class DiscountUnreadable(RuleBroken):
    """A typed discount is not a whole number of percent from 1 to 99. Facts: text."""

    code = "discount.unreadable"


class CategoryUnknown(RuleBroken):
    """Neither the programme nor the catalogue knows this category. Facts: text."""

    code = "category.unknown"


class ReasonNeeded(RuleBroken):
    """Somebody will ask why this was done, and nothing was said. Facts: none."""

    code = "reason.needed"


class ReasonUnreadable(RuleBroken):
    """A typed reason is too long or cannot be printed. Facts: characters_max."""

    code = "reason.unreadable"


class NameUnreadable(RuleBroken):
    """A typed name of goods is too long or cannot be printed. Facts: characters_max."""

    code = "name.unreadable"


class ScanUnreadable(RuleBroken):
    """What came from the scanner is no code: too long, or not printable. Facts: length."""

    code = "scan.unreadable"


class BarcodeUnknown(RuleBroken):
    """No goods on file carry this code. Facts: barcode."""

    code = "barcode.unknown"


class BarcodeCheckDigitWrong(RuleBroken):
    """The check digit does not fit: misread or mistyped. Facts: barcode."""

    code = "barcode.check_digit_wrong"


class BarcodeAddOnAlone(RuleBroken):
    """Only the small code beside a magazine's barcode was read. Facts: barcode."""

    code = "barcode.add_on_alone"


class BarcodeAddOnUnknown(RuleBroken):
    """No goods on file carry this code, read with the small code beside it. Facts: barcode, add_on."""

    code = "barcode.add_on_unknown"


class LabelEmpty(RuleBroken):
    """A scale label with a weight or amount of zero. Facts: barcode."""

    code = "label.empty"


class LabelUnitMismatch(RuleBroken):
    """A weight label for goods that are sold by the piece. Facts: barcode, name."""

    code = "label.unit_mismatch"


class WeightNeeded(RuleBroken):
    """Goods sold by weight were asked for without a weight. Facts: name."""

    code = "goods.weight_needed"


class PriceNeeded(RuleBroken):
    """Goods on file have no price (0): nobody sells them for nothing unasked. Facts: name, code, quantity."""

    code = "goods.price_needed"


class PaymentCodeNotExpected(RuleBroken):
    """A customer's payment code was scanned while goods are being scanned. Facts: kind."""

    code = "payment_code.not_expected"


class GoodsNotExpected(RuleBroken):
    """Goods, or a receipt, were scanned while the sale is being paid. Facts: barcode."""

    code = "goods.not_expected"


class LineUnknown(RuleBroken):
    """The basket has no line with this number. Facts: number."""

    code = "line.unknown"


class CommandUnknown(RuleBroken):
    """The headless till does not know this word or its arguments. Facts: text."""

    code = "command.unknown"


# ── Cards ──────────────────────────────────────────────────────────────────────────────────


class CardCheckDigitWrong(RuleBroken):
    """The card number's check digit does not fit. Facts: tail."""

    code = "card.check_digit_wrong"


class CardForeign(RuleBroken):
    """A card number of another issuer. Facts: tail."""

    code = "card.foreign"


class CardUnknown(RuleBroken):
    """The federation's list on this till has no such card. Facts: tail."""

    code = "card.unknown"


class CardLost(RuleBroken):
    """The card is reported lost (hot list). Facts: tail."""

    code = "card.lost"


class CardSuspended(RuleBroken):
    """The card is suspended (hot list). Facts: tail."""

    code = "card.suspended"


class CardExpired(RuleBroken):
    """The card's eligibility has ended. Facts: tail, valid_to."""

    code = "card.expired"


class CardNotYetValid(RuleBroken):
    """The card's eligibility has not begun. Facts: tail, valid_from."""

    code = "card.not_yet_valid"


class CardAlreadyAttached(RuleBroken):
    """Another card is on the sale; one purchase has one card. Facts: tail (of that card)."""

    code = "card.already_attached"


class CardMissing(RuleBroken):
    """Something that needs a card was asked without one. Facts: none."""

    code = "card.missing"


# ── The sale ───────────────────────────────────────────────────────────────────────────────


class BasketEmpty(RuleBroken):
    """There is nothing to hold or to pay. Facts: none."""

    code = "basket.empty"


class BasketNotEmpty(RuleBroken):
    """The act needs an empty basket. Facts: none."""

    code = "basket.not_empty"


class BasketFull(RuleBroken):
    """More lines than a receipt can carry. Facts: lines_max."""

    code = "basket.full"


class SaleBeingPaid(RuleBroken):
    """The basket cannot change while money has been taken for it. Facts: none."""

    code = "sale.being_paid"


class HoldUnknown(RuleBroken):
    """No held sale with this number. Facts: number."""

    code = "hold.unknown"


class SaleUnknown(RuleBroken):
    """This till has no sale with this number. Facts: sale_no."""

    code = "sale.unknown"


class CustomerYesNeeded(RuleBroken):
    """The customer has not said yes to what the card pays (DESIGN 10). Facts: discount_fen, subsidy_fen."""

    code = "card.yes_needed"


class ReturnTooMuch(RuleBroken):
    """More is given back than was sold and not yet returned. Facts: name, left (with its unit)."""

    code = "return.too_much"


class CashNotInCoins(RuleBroken):
    """Cash with fen in a shop that takes and gives no fen coins. Facts: amount_fen."""

    code = "tender.no_fen_coins"


class RoundingChanged(RuleBroken):
    """The shop's rule for the fen of cash became another one since the sum was told. Facts: due_fen."""

    code = "tender.rounding_changed"


class CashUnlikely(RuleBroken):
    """Much more cash than the sale costs; said once more, it is taken. Facts: amount_fen, change_fen."""

    code = "tender.cash_unlikely"


class TenderTooMuch(RuleBroken):
    """A tender other than cash exceeds what is due; change is given against cash only. Facts: due_fen."""

    code = "tender.too_much"


class TenderNotEnough(RuleBroken):
    """The tenders do not cover what is payable. Facts: due_fen."""

    code = "tender.not_enough"


class TenderKindUnknown(RuleBroken):
    """This shop has no such way of paying. Facts: text."""

    code = "tender.kind_unknown"


class ReferenceNeeded(RuleBroken):
    """This kind of 其他 wants a word with it: a unit, a voucher. Facts: name, asks, characters_max."""

    code = "tender.reference_needed"


class TenderUnknown(RuleBroken):
    """There is no tender with this number to take back. Facts: number."""

    code = "tender.unknown"


class TenderNothingDue(RuleBroken):
    """Everything is paid already. Facts: none."""

    code = "tender.nothing_due"


class ReturnedAlready(RuleBroken):
    """All of this line was given back before. Facts: name, number."""

    code = "return.already"


class ReturnEmpty(RuleBroken):
    """Nothing was chosen to be given back, or nothing of the sale is left. Facts: none."""

    code = "return.empty"


class ReturnBeforeSale(RuleBroken):
    """The till's date lies before the sale's: its clock is wrong, and the month would be. Facts: today."""

    code = "return.before_sale"


class ReturnWhilePaying(RuleBroken):
    """Money of another sale lies on the counter; a refund now would mix both. Facts: none."""

    code = "return.while_paying"


class ReturnPaymentOpen(RuleBroken):
    """Nobody knows yet whether the money of this sale came; it cannot go back. Facts: amount_fen."""

    code = "return.payment_open"


class ReturnNeverPaid(RuleBroken):
    """The provider says that the money of this sale never came; it cannot go back. Facts: amount_fen."""

    code = "return.never_paid"


class ReturnPaymentElsewhere(RuleBroken):
    """Another till handed goods over for a payment only it follows. Facts: amount_fen, till."""

    code = "return.payment_elsewhere"


class ReturnUnknown(RuleBroken):
    """This till has no return with this number. Facts: return_no."""

    code = "return.unknown"


class ReturnChanged(RuleBroken):
    """Something of another till's sale came back elsewhere since it was looked up. Facts: sale_no."""

    code = "return.changed"


class SellerNotHeard(RuleBroken):
    """The till that sold it may have taken it back itself and not told yet. Facts: till."""

    code = "return.seller_not_heard"


class VoidNothing(RuleBroken):
    """There is no sale of this shift that could be voided. Facts: none."""

    code = "void.nothing"


class VoidTooLate(RuleBroken):
    """After the last sale something came back, or the drawer was used. Facts: sale_no."""

    code = "void.too_late"


class SaleOfOtherTill(RuleBroken):
    """Another till of this store sold it, and the platform cannot be asked now. Facts: sale_no, till."""

    code = "sale.of_other_till"


class SaleOfOtherStore(RuleBroken):
    """Another store sold it, and the platform cannot be asked now. Facts: sale_no, store."""

    code = "sale.of_other_store"


class SlipUnknown(RuleBroken):
    """No goods slip of this till has this number. Facts: slip_no."""

    code = "slip.unknown"


class SlipNotOpen(RuleBroken):
    """The slip was paid, or is void. Facts: slip_no."""

    code = "slip.not_open"


class SlipOpenAlready(RuleBroken):
    """These goods lie here already, against a slip that is still to be paid. Facts: slip_no."""

    code = "slip.open_already"


class SlipGoodsBack(RuleBroken):
    """The goods of a slip had been paid back at another till, so the slip is void. Facts: slip_no, till."""

    code = "slip.goods_back"


class SaleReleased(RuleBroken):
    """Goods of this sale come back at other tills, so this one takes none of it back. Facts: sale_no."""

    code = "sale.released"


class SaleNotAtPlatform(RuleBroken):
    """The platform does not have this sale, or not yet. Facts: sale_no."""

    code = "sale.not_at_platform"


class PaymentPending(RuleBroken):
    """A phone payment of this sale has no answer yet; another one could take the money twice. Facts: none."""

    code = "payment.pending"


class PaymentUnconfirmed(RuleBroken):
    """Nobody who is signed in has said that this money came to the shop's phone.

    Facts: amount_fen; of a script's sale also due_fen, and the words to say.
    """

    code = "payment.unconfirmed"


class NothingAsked(RuleBroken):
    """A yes or a no, and nothing waits for one. Facts: none."""

    code = "payment.nothing_asked"


class RefundUnconfirmed(RuleBroken):
    """Nobody who is signed in has said that the customer has this money back on the phone.

    Facts: amount_fen.
    """

    code = "refund.unconfirmed"


class PaymentCodeNeeded(RuleBroken):
    """The provider takes money by the customer's code only. Facts: none."""

    code = "payment.code_needed"


class PaymentCodeUsed(RuleBroken):
    """This payment code was asked for money before; it works once. Facts: none."""

    code = "payment.code_used"


class PaymentByHand(RuleBroken):
    """No connection to this channel: only a person can look, or give the money back. Facts: none."""

    code = "payment.by_hand"


class PaymentUnknown(RuleBroken):
    """This till has no open payment with this number, or none at all. Facts: payment_id."""

    code = "payment.unknown"


class PaymentOver(RuleBroken):
    """It is known what became of this payment; there is nothing left to do. Facts: payment_id."""

    code = "payment.over"


class PaymentOfSale(RuleBroken):
    """The payment belongs to a finished sale: giving it back is a return. Facts: sale_no."""

    code = "payment.of_sale"


# ── People and shifts ──────────────────────────────────────────────────────────────────────


class SignInNeeded(RuleBroken):
    """Somebody must sign in first. Facts: none."""

    code = "sign_in.needed"


class SignInRefused(RuleBroken):
    """Wrong staff number or PIN; which of both is not told. Facts: tries_left."""

    code = "sign_in.refused"


class SignInLocked(RuleBroken):
    """Too many wrong PINs; wait. Facts: wait, wait_seconds."""

    code = "sign_in.locked"


class ApprovalNeeded(RuleBroken):
    """The person at the till may do this only with somebody's approval. Facts: act, about."""

    code = "approval.needed"


class ApprovalNotAsked(RuleBroken):
    """Somebody approves, and nothing was refused for want of it. Facts: none."""

    code = "approval.not_asked"


class ActDenied(RuleBroken):
    """The person at the till may not do this, approved or not. Facts: act."""

    code = "act.denied"


class ApproverUnfit(RuleBroken):
    """This person cannot approve it: it is the person asking, or may not do it alone. Facts: name, own."""

    code = "approval.unfit"


class ShiftNeeded(RuleBroken):
    """Selling needs an open shift. Facts: none."""

    code = "shift.needed"


class ShiftAlreadyOpen(RuleBroken):
    """A shift is open on this till. Facts: number."""

    code = "shift.already_open"


class ClockDoubtful(RuleBroken):
    """The clock says a date that does not fit what this till did last. Facts: date, last_date.

    Asking for the same again says that the date is right.
    """

    code = "clock.doubtful"


class CashReasonNeeded(RuleBroken):
    """Cash is put in or taken out without a sale, and nobody said why. Facts: none."""

    code = "cash.reason_needed"


class CashNotThere(RuleBroken):
    """More cash is taken out than the drawer can hold by the books. Facts: amount_fen."""

    code = "cash.not_there"


class ShiftNotCounted(RuleBroken):
    """A shift is closed and nobody counted, or money moved after the count. Facts: name, moved."""

    code = "shift.not_counted"


class ShiftExplanationNeeded(RuleBroken):
    """A difference above the limit, and nobody has said why. Facts: difference_fen."""

    code = "shift.explanation_needed"


class ShiftReasonNeeded(RuleBroken):
    """A difference beyond a limit, and nobody has chosen one of the shop's reasons. Facts: reasons."""

    code = "shift.reason_needed"


class ExplanationUnclear(RuleBroken):
    """What was typed as an explanation says nothing. Facts: text, characters_min."""

    code = "explanation.unclear"


class HeldUndecided(RuleBroken):
    """A shift is closed and nobody said what becomes of the sales put aside. Facts: count."""

    code = "shift.held_undecided"


class StaffUnknown(RuleBroken):
    """Nobody with this number can sign in here. Facts: staff_id."""

    code = "staff.unknown"


class DayShiftOpen(RuleBroken):
    """A day is closed while a shift of it is open. Facts: date, number."""

    code = "day.shift_open"


class DayEmpty(RuleBroken):
    """A date is to be closed on which nothing was sold, given back or counted. Facts: date."""

    code = "day.empty"


class DayChanged(RuleBroken):
    """The day's figures are others than those somebody looked at before signing. Facts: date."""

    code = "day.changed"


class DayClosedAlready(RuleBroken):
    """The day was closed and nothing came after it. Facts: date, revision."""

    code = "day.closed_already"


class DayExplanationNeeded(RuleBroken):
    """Something does not fit, and the manager has not said why. Facts: reasons."""

    code = "day.explanation_needed"


class DateUnreadable(RuleBroken):
    """A typed date is no day. Facts: text."""

    code = "date.unreadable"


class RulesTooEarly(RuleBroken):
    """The shop's rules are to change on a day that is over. Facts: date, today."""

    code = "rules.too_early"


class RuleUnknown(RuleBroken):
    """There is no such rule of the shop, or it cannot be that. Facts: name, value."""

    code = "rules.unknown"


class StaffStopped(RuleBroken):
    """This person works here no more and cannot sign in. Facts: name."""

    code = "staff.stopped"


class StaffExists(RuleBroken):
    """The number of a new person is another's already. Facts: staff_id, name."""

    code = "staff.exists"


class StaffOwn(RuleBroken):
    """Nobody stops himself or gives himself another role. Facts: none."""

    code = "staff.own"


class StaffLastManager(RuleBroken):
    """The shop would have no manager any more. Facts: name."""

    code = "staff.last_manager"


class PinsDiffer(RuleBroken):
    """A new PIN was typed twice, and not the same. Facts: none."""

    code = "staff.pins_differ"


class StaffInvalid(RuleBroken):
    """A staff record cannot be stored as given. Facts: reason (staff_id, name or pin), cause."""

    code = "staff.invalid"


# ── Data that comes from outside ───────────────────────────────────────────────────────────


class SettingsWrong(RuleBroken):
    """The settings file has a mistake. Facts: path, line (0: none), cause, section, key, known."""

    code = "settings.wrong"


class CategoryRuled(RuleBroken):
    """The federation's list names this article's category; the shop does not. Facts: name, category."""

    code = "goods.category_ruled"


class SettingsFixed(RuleBroken):
    """Here is no settings file to change: this is the till to practise on. Facts: none."""

    code = "settings.fixed"


class SettingsByHand(RuleBroken):
    """The value stands in a form that one line cannot change. Facts: section, key."""

    code = "settings.by_hand"


class SettingsOfAnotherTill(RuleBroken):
    """The settings name another till or store than the folder's. Facts: name, found, known."""

    code = "settings.another_till"


class ProgrammeWrong(RuleBroken):
    """A programme's data are incomplete or contradict themselves. Facts: cause, where; found, known, most."""

    code = "programme.wrong"


class QuoteRequestWrong(RuleBroken):
    """A request to `pos quote` cannot be read. Facts: cause, inside; where, found, most, line, column."""

    code = "quote.request_wrong"


class CatalogueFileWrong(RuleBroken):
    """A goods file cannot be used at all: the family of the reasons why. Facts: path."""

    code = "catalogue.file_wrong"


class GoodsFileUnreadable(CatalogueFileWrong):
    """The system does not let us read the file. Facts: path, cause, reason."""

    code = "goods_file.unreadable"


class GoodsFileTooLarge(CatalogueFileWrong):
    """More bytes, rows or cells than any shop's list has, packed or unpacked. Facts: path, rows_max."""

    code = "goods_file.too_large"


class GoodsFileNotATable(CatalogueFileWrong):
    """Neither a workbook nor text in UTF-8 or GB18030. Facts: path."""

    code = "goods_file.not_a_table"


class GoodsFileEmpty(CatalogueFileWrong):
    """Nothing stands in the file. Facts: path."""

    code = "goods_file.empty"


class GoodsFileNoHeadings(CatalogueFileWrong):
    """Something stands in the file, and no row of it looks like headings. Facts: path."""

    code = "goods_file.no_headings"


class GoodsFileOfOtherSort(CatalogueFileWrong):
    """A file that is no table by its first bytes: a PDF, a picture. Facts: path, sort (as people say it)."""

    code = "goods_file.other_sort"


class GoodsFileWrongCommas(CatalogueFileWrong):
    """Its cells are parted by a sign that parts none, as 中文 commas. Facts: path, row, mark."""

    code = "goods_file.wrong_commas"


class GoodsFileOldFormat(CatalogueFileWrong):
    """A workbook in a format of another time or program (.xls, .xlsb, .ods). Facts: path."""

    code = "goods_file.old_format"


class GoodsFileWebPage(CatalogueFileWrong):
    """A web page under the name of a table, as some programs export it. Facts: path."""

    code = "goods_file.web_page"


class GoodsFileOtherSheet(CatalogueFileWrong):
    """The goods are on another sheet of the workbook than the first. Facts: path, first, sheet."""

    code = "goods_file.other_sheet"


class GoodsFileEncrypted(CatalogueFileWrong):
    """A workbook with a password. Facts: path."""

    code = "goods_file.encrypted"


class GoodsFileWithMacros(CatalogueFileWrong):
    """A workbook with a program in it. Facts: path."""

    code = "goods_file.macros"


class GoodsFileDamaged(CatalogueFileWrong):
    """A table that breaks off or contradicts itself. Facts: path, row, reason."""

    code = "goods_file.damaged"


class GoodsFileColumnsMissing(CatalogueFileWrong):
    """No row of headings with everything goods need. What the file has may be asked about.

    Facts: path, columns; ask (our columns, in order), headings (of the file, that may be meant),
    all_headings, kind (of files with these headings).
    """

    code = "goods_file.columns_missing"


class GoodsFileColumnTwice(CatalogueFileWrong):
    """Two headings mean the same. Facts: path, column; ask, headings, all_headings, kind as above."""

    code = "goods_file.column_twice"


class GoodsFileUseless(CatalogueFileWrong):
    """Not one row can be used; what is on file stays. Facts: path, on_file."""

    code = "goods_file.useless"


class CatalogueChanged(RuleBroken):
    """Somebody changed goods since the preview was shown; nothing was written."""

    code = "catalogue.changed"


class PriceCheckNotGoods(RuleBroken):
    """A card, a payment code or a receipt was scanned where only a price is asked for."""

    code = "price_check.not_goods"


class EntryWrong(RuleBroken):
    """An entry's bytes are not what their kind and version promise. Facts: reason."""

    code = "entry.wrong"


class EnrolmentRefused(RuleBroken):
    """The platform did not accept the one-time code. Facts: reason, cause."""

    code = "enrolment.refused"


class EnrolmentNeeded(RuleBroken):
    """This till has not been enrolled at a platform. Facts: none."""

    code = "enrolment.needed"


class AlreadyEnrolled(RuleBroken):
    """This till already has a key and an epoch. Facts: till_id."""

    code = "enrolment.already"


# ── The world ──────────────────────────────────────────────────────────────────────────────


class LedgerUnwritable(OperatingError):
    """Disk full or read-only: selling stops until it is mended. Facts: reason, cause."""

    code = "ledger.unwritable"
    retryable = True


class LedgerNewer(OperatingError):
    """The database was written by a newer version of the program. Facts: path, found, known."""

    code = "ledger.newer_version"


class LedgerOlder(OperatingError):
    """The ledger was written by an older program and was not opened by this one yet. Facts: path."""

    code = "ledger.older_version"


class LedgerMissing(OperatingError):
    """There is no ledger file where one was named. Facts: path."""

    code = "ledger.missing"


class LedgerLost(OperatingError):
    """This till had written a ledger, and it is gone: benefits are off, a new one was begun. Facts: path."""

    code = "ledger.lost"


class LedgerRestored(OperatingError):
    """An anchor outside the data folder, or printed paper, knows an entry this ledger has not.

    Facts: none.
    """

    code = "ledger.restored"


class FirstContactAwaited(OperatingError):
    """The till has just started and asks the platform; no benefit until it answers. Facts: none."""

    code = "benefit.first_contact"
    retryable = True


class PaperWanted(RuleBroken):
    """The platform does not answer, no anchor vouches for this ledger: the last paper must. Facts: none."""

    code = "benefit.paper_wanted"


class MonthUnvouched(RuleBroken):
    """The clock says a month that neither the platform nor recent work vouches for. Facts: none."""

    code = "benefit.month_unvouched"


class DateDiffers(RuleBroken):
    """The date a person typed is not the clock's. Facts: typed, date."""

    code = "date.differs"


class PaperUnknown(RuleBroken):
    """The scanned paper is none of this ledger. Facts: number."""

    code = "benefit.paper_unknown"


class PaperNotNewest(RuleBroken):
    """Something was printed after the scanned paper. Facts: number."""

    code = "benefit.paper_not_newest"


class PaperMadeSince(RuleBroken):
    """The scanned paper was printed, or printed again, by these books themselves. Facts: number."""

    code = "benefit.paper_made_since"


class BooksInDoubt(OperatingError):
    """This till's ledger was changed by somebody, or gives what the federation did not: benefits are off.

    Facts: reason.
    """

    code = "ledger.in_doubt"


class IdentityChanged(OperatingError):
    """The file that says who this till is says otherwise than its journal: benefits are off.

    Facts: field.
    """

    code = "identity.changed"


class BenefitDisputed(OperatingError):
    """The platform does not count an entry, for the sake of its lease: benefits rest until it does.

    Facts: sequence, reason.
    """

    code = "benefit.disputed"


class CatalogueDamaged(OperatingError):
    """The file with goods, cards and people cannot be read. Facts: path."""

    code = "catalogue.damaged"


class TillAlreadyRunning(OperatingError):
    """Another window or process of this till holds the lock. Facts: path."""

    code = "till.already_running"


class PaymentNotAnswered(OperatingError):
    """A payment provider was asked and nothing came back: nobody knows where the money is. Facts: none."""

    code = "payment.not_answered"
    retryable = True


class PrinterUnreachable(OperatingError):
    """The printer does not answer; the sale is kept, the receipt waits. Facts: url, reason."""

    code = "printer.unreachable"
    retryable = True


class DisplayUnreachable(OperatingError):
    """The display that faces the customer does not answer; selling goes on. Facts: url, reason."""

    code = "display.unreachable"
    retryable = True


class SettingsUnwritable(OperatingError):
    """The settings file cannot be read or written just now. Facts: path, cause, reason."""

    code = "settings.unwritable"


class DeviceUrlWrong(OperatingError):
    """A device's address in the settings cannot be understood. Facts: url, cause."""

    code = "device.url_wrong"


class MonitorUnreachable(OperatingError):
    """The platform does not answer. Selling goes on. Facts: reason."""

    code = "monitor.unreachable"
    retryable = True


class MonitorRefused(OperatingError):
    """The platform answered with a refusal. Facts: status, reason."""

    code = "monitor.refused"


class TillForked(OperatingError):
    """The platform found two living copies of this installation: benefits are off at both.

    Facts: status, reason.
    """

    code = "till.forked"


class TillClockOff(OperatingError):
    """The platform refuses the till because their clocks differ too much: benefits are off until they agree.

    Facts: till_ms, platform_ms.
    """

    code = "till.clock_off"
    retryable = True


class TillRetired(OperatingError):
    """The platform replaced this installation by another one: benefits are off. Facts: status, reason."""

    code = "till.retired"


# ── What others say of a day: bills of payment channels, the federation's account ──────────────


class BillFileUnreadable(OperatingError):
    """A bill's file cannot be opened, or nothing in it is a text.

    Facts: path, cause (bill.gone, bill.workbook, …), given (what it is instead, in words).
    """

    code = "bill.file_unreadable"


class BillFileTooLarge(RuleBroken):
    """A bill's file is larger than any store's, or a line of it is. Facts: path, row."""

    code = "bill.file_too_large"


class BillNotText(RuleBroken):
    """A bill is neither UTF-8 nor GB18030. Facts: path."""

    code = "bill.not_text"


class BillNotOfChannel(RuleBroken):
    """A file has not the columns of the bill it is given as. Facts: path, channel."""

    code = "bill.not_of_channel"


class BillOfOtherSort(RuleBroken):
    """A channel's file that lists no trades: funds, a summary, a person's own. Facts: path, given, wanted."""

    code = "bill.other_sort"


class BillRowWrong(RuleBroken):
    """A cell of a bill cannot be what its column says. Facts: path, row, column, text."""

    code = "bill.row_wrong"


class BillNumbersLost(RuleBroken):
    """A spreadsheet has rounded the order numbers of a bill. Facts: path, row, column, text."""

    code = "bill.numbers_lost"


class BillIncomplete(RuleBroken):
    """A bill does not add up to its own totals. Facts: path, part, expected, found."""

    code = "bill.incomplete"


class BillCutShort(RuleBroken):
    """A bill has not the part it must end with. Facts: path, part."""

    code = "bill.cut_short"


class BillOfOtherDay(RuleBroken):
    """No row of the bills is of the day to be settled. Facts: path, date, found."""

    code = "bill.other_day"


class BillOfOtherMerchant(RuleBroken):
    """A bill is of another merchant. Facts: path, expected, found."""

    code = "bill.other_merchant"


class BillOfSeveralMerchants(RuleBroken):
    """The bills are of several merchants or shops and nothing tells which is ours. Facts: found."""

    code = "bill.several_merchants"


class BillRowTwice(RuleBroken):
    """The federation's account has a till's day twice. Facts: path, row, number."""

    code = "bill.row_twice"


class ReportUnwritable(OperatingError):
    """A report cannot be put into its file: no room, no right, or it is open. Facts: path, cause, reason."""

    code = "report.unwritable"


class ReportNeedsFile(RuleBroken):
    """A report of bytes was asked for on a terminal. Facts: none."""

    code = "report.needs_file"


# ── Integrity ──────────────────────────────────────────────────────────────────────────────


class EntryConflict(IntegrityBroken):
    """One entry id arrived twice with different bytes. Never pick a winner. Facts: entry_id."""

    code = "ledger.entry_conflict"


class ChainBroken(IntegrityBroken):
    """An entry does not fit the one before it. Facts: sequence."""

    code = "ledger.chain_broken"


class LedgerBroken(IntegrityBroken):
    """The books of this till were found broken while it ran; selling has stopped. Facts: problem."""

    code = "ledger.broken"


class DocumentForged(IntegrityBroken):
    """A document does not carry the federation's signature. It is not applied. Facts: kind."""

    code = "document.forged"


class MonitorLied(IntegrityBroken):
    """The platform's answer contradicts the till's own books; the till's entries stay. Facts: reason."""

    code = "monitor.lied"


class KeyUnreadable(IntegrityBroken):
    """The device key is missing or damaged. Facts: path."""

    code = "key.unreadable"


class PolicyWrong(OperatingError):
    """The shop's table of permissions cannot be used. Facts: reason."""

    code = "policy.wrong"
