from odoo import models

from ...core.intake.problems import Problem


class CrmImportWords(models.AbstractModel):
    """What is wrong, and why something was not taken, in words."""

    _name = "crm.import.words"
    _description = "Import: Words"

    def _reasons(self):
        """The words for each reason a problem may have; ``{}`` is its limit, number or choices."""
        return {**self._file_reasons(), **self._value_reasons()}

    def _file_reasons(self):
        return {
            "empty_file": self.env._("The file is empty."),
            "no_rows": self.env._("The file has a header and no row below it."),
            "file_too_large": self.env._("The file is larger than {} bytes."),
            "field_too_long": self.env._("longer than {} characters; no field is as long as that."),
            "too_many_rows": self.env._("The file has more than {} rows; divide it."),
            "too_many_columns": self.env._("more than {} columns."),
            "bad_width": self.env._("The row has another number of columns than the header: {}."),
            "bad_encoding": self.env._("These bytes are not in the encoding of the file; choose it in the source."),
            "bad_characters": self.env._("it holds characters that are no text."),
            "not_csv": self.env._("This is no text with separators: {}"),
            "not_sheet": self.env._("The file cannot be read as an Excel workbook (.xlsx)."),
            "not_vcard": self.env._("This is no vCard."),
            "not_xml": self.env._("The file cannot be read as XML."),
            "dtd": self.env._("XML with a document type is not read: it could bring in other files."),
            "bad_path": self.env._("This is no path inside an XML element (XPath)."),
            "sheet_error": self.env._("The formula of the cell has an error."),
            "missing_columns": self.env._("The file has no such column. Its columns: {}"),
        }

    def _value_reasons(self):
        return {
            "no_name": self.env._("A new customer needs a name."),
            "too_long": self.env._("it is too long, at most {} characters."),
            "not_email": self.env._("this is no e-mail address."),
            "not_phone": self.env._("this is no telephone number."),
            "not_choice": self.env._("choose one of: {}."),
            "digits_lost": self.env._("the number has lost its last digits; format the column as text and save again."),
            "not_found": self.env._("there is no such record."),
            "several_found": self.env._("several customers have this number."),
            "same_external_id": self.env._("row {} has the same number of the source."),
            "no_parent": self.env._("no customer has this number or code."),
            "not_accepted": self.env._("not accepted: {}"),
            "not_dict": self.env._("it has to be a dictionary of texts."),
            "not_text": self.env._("it has to be text."),
        }

    def _why_words(self):
        """Why a difference was not taken."""
        return {
            "higher_source": self.env._("a source that counts more says otherwise"),
            "by_hand": self.env._("entered or changed by hand"),
            "only_empty": self.env._("the column only fills what is empty"),
            "same_file": self.env._("another row of the file says otherwise"),
        }

    def _explained(self, row):
        """The result of a row in words."""
        if row.result == "rejected":
            return self._problem_text(
                Problem(
                    0,
                    row.problem_column or "",
                    row.problem_value or "",
                    row.problem_reason or "",
                    row.problem_detail or "",
                )
            )
        if row.undo_note:
            return row.undo_note
        reasons = {
            "several": self.env._("Several customers may be meant."),
            "other_number": self.env._("The source knows the customer by another number."),
            "other_name": self.env._("E-mail or telephone belong to a customer of another name."),
            "earlier_row": self.env._("The same customer as in an earlier row of the file."),
        }
        return reasons.get(row.reason, "")
