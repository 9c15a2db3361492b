"""What customers say when they are asked: ratings and surveys, over the routes customers use."""

from odoo import Command, http
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .common import VALUES, needs
from .source_case import WebCase


class VoiceCase(WebCase):
    """Documents that can be rated."""

    def project_task(self, privacy="employees", company=False):
        """A task for Ana that the salesperson works on."""
        project = self.env["project.project"].create(
            {"name": "Racks", "privacy_visibility": privacy, "company_id": company and company.id}
        )
        return self.env["project.task"].create(
            {
                "name": "Fit the racks",
                "project_id": project.id,
                "partner_id": self.ana.id,
                "user_ids": [Command.set(self.salesperson.ids)],
            }
        )


@needs("project")
class TestRatings(VoiceCase):
    """The link in the e-mail, and what it leads to."""

    def setUp(self):
        super().setUp()
        self.task = self.project_task()

    def asked(self, task=None):
        """The customer is asked; the link holds the token."""
        token = (task or self.task)._rating_get_access_token()
        return self.env["rating.rating"].search([("access_token", "=", token)])

    def give(self, rating, rate, feedback=""):
        """The customer, not logged in, clicks a face and sends the form."""
        self.flush()
        self.authenticate(None, None)
        url = f"/rate/{rating.access_token}"
        self.assertEqual(self.url_open(f"{url}/{rate}").status_code, 200)
        data = {"rate": rate, "feedback": feedback, "csrf_token": http.Request.csrf_token(self)}
        self.assertEqual(self.url_open(f"{url}/submit_feedback", data=data).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual((rating.rating, rating.consumed), (rate, True))

    def natures(self, rating):
        return self.rows("rating.rating", rating, "nature", "title")

    def test_given_over_the_link(self):
        rating = self.asked()
        self.assertEqual(self.rows("rating.rating", rating), [], "only asked for")
        # Whoever opens the link has given nothing yet.
        self.flush()
        self.url_open(f"/rate/{rating.access_token}/5")
        self.assertEqual(self.rows("rating.rating", rating), [])
        self.give(rating, 1, "Two weeks late")
        self.assertEqual(
            self.rows("rating.rating", rating, *VALUES, "res_model", "res_id"),
            [
                (
                    "rating", self.ana.id, 0, rating.rated_on, False, "rating", "in", "complaint",
                    "1/5 · Fit the racks", self.salesperson.id, "rating.rating", rating.id,
                )
            ],
        )  # fmt: skip
        self.assert_exact()

    def test_stands_once(self):
        """The message with the face on the task is the rating itself."""
        rating = self.asked()
        self.give(rating, 5, "Very good")
        self.assertEqual(rating.message_id.author_id, self.ana)
        self.assertEqual(self.rows("mail.message", rating.message_id), [])
        # They think again: one rating, the new one.
        self.give(rating, 3, "Good, but late")
        self.assertEqual(self.natures(rating), [("information", "3/5 · Fit the racks")])
        self.assertEqual(self.rows("mail.message", rating.message_id), [])
        self.assert_exact()
        # Taken back, the message is all that is left of it.
        message = rating.message_id
        rating.reset()
        self.assertEqual(self.rows("rating.rating", rating), [])
        self.assertEqual(self.rows("mail.message", message), [("log", self.ana.id, 0)])
        self.assert_exact()

    def test_words_make_praise_or_complaint(self):
        rating = self.asked()
        expected = [
            (5, "", "information"), (5, "Quick!", "praise"), (3, "So so", "information"), (1, "  ", "information"),
            (1, "Broken", "complaint"),
        ]  # fmt: skip
        for rate, words, nature in expected:
            self.task.rating_apply(rate, rating=rating, feedback=words)
            self.assertEqual(self.natures(rating), [(nature, f"{rate}/5 · Fit the racks")], words)
        # Stars, as the portal counts them.
        for rate, nature in [(4, "praise"), (2, "complaint"), (2.5, "complaint"), (0, "information")]:
            self.task.rating_apply(rate, rating=rating, feedback="Stars")
            self.assertEqual(self.natures(rating), [(nature, f"{rate}/5 · Fit the racks")])
        self.assert_exact()

    def test_of_a_stranger_none(self):
        self.task.partner_id = False
        rating = self.asked()
        self.task.rating_apply(5, rating=rating, feedback="Who was that?")
        self.assertEqual(self.rows("rating.rating", rating), [])
        rating.partner_id = self.ben
        self.assertEqual(self.rows("rating.rating", rating), [("rating", self.ben.id, 0)])
        self.assert_exact()

    def test_goes_with_its_document(self):
        rating = self.asked()
        self.task.rating_apply(5, rating=rating, feedback="Good")
        self.flush()
        self.task.project_id.company_id = self.other_company
        self.assertEqual(self.rows("rating.rating", rating, "company_id"), [(self.task.company_id.id,)])
        self.assertEqual(self.task.company_id, self.other_company)
        self.assert_exact()
        self.task.unlink()
        self.assertEqual(self.rows("rating.rating"), [])
        self.assert_exact()

    def test_readers_of_the_document(self):
        self.task.rating_apply(5, rating=self.asked(), feedback="Good")
        plain = self._user("t_plain")
        self.assert_sees(plain, self.alfa, "rating", "rating")
        # Odoo lets every employee read every rating; of a closed project's task only its followers hear here.
        self.task.project_id.privacy_visibility = "followers"
        self.assertTrue(self.env["rating.rating"].with_user(plain).search([("res_id", "=", self.task.id)]))
        self.assert_sees(plain, self.alfa, "rating")
        self.task.message_subscribe(plain.partner_id.ids)
        self.assert_sees(plain, self.alfa, "rating", "rating")
        self.assert_sees(self.colleague, self.alfa, "rating")
        self.assert_closed_to_portal(self.alfa)

    def test_other_company(self):
        task = self.project_task(company=self.other_company)
        task.rating_apply(1, rating=self.asked(task), feedback="Bad")
        seen = [
            len(self.seen(self.salesperson, self.alfa, "rating", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [0, 1])

    def test_words_open_in_the_history(self):
        """The first words stand in the row, read as the reader."""
        self.task.rating_apply(1, rating=self.asked(), feedback="Two weeks late")
        self.flush()
        page = self.env["crm.touchpoint"].with_user(self.colleague).timeline(self.alfa.id)
        row = next(row for row in page["rows"] if row["channel"] == "rating")
        self.assertEqual(row["preview"], "Two weeks late")
        self.assertEqual((row["res_model"], row["res_id"]), ("project.task", self.task.id))


@needs("survey")
class TestSurveys(WebCase):
    """Begun and sent over the survey's own pages."""

    def setUp(self):
        super().setUp()
        self.officer = self._user("t_officer", "survey.group_survey_user")
        self.survey = self.env["survey.survey"].create(
            {
                "title": "How was it?",
                "access_mode": "public",
                "users_login_required": False,
                "questions_layout": "page_per_question",
                "user_id": self.officer.id,
                "question_and_page_ids": [
                    Command.create({"title": title, "question_type": "char_box", "sequence": number})
                    for number, title in enumerate(["What was good?", "What was not?"])
                ],
            }
        )

    def invited(self, partner, **values):
        return self.survey._create_answer(partner=partner, **values)

    def call(self, step, answer, **params):
        url = f"/survey/{step}/{self.survey.access_token}/{answer.access_token}"
        response = self.url_open(url, json={"params": params})
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("error", response.json()["result"][1])
        self.env.invalidate_all()

    def answer(self, answer, questions=None):
        """Both pages, as a browser sends them."""
        self.flush()
        self.call("begin", answer)
        for question in questions or self.survey.question_ids:
            self.assertEqual(self.rows("survey.user_input", answer), [], "not sent to the end")
            self.call("submit", answer, question_id=question.id, **{str(question.id): "The racks"})

    def test_answered_to_the_end(self):
        answer = self.invited(self.ana)
        self.answer(answer)
        self.assertEqual((answer.state, len(answer.user_input_line_ids)), ("done", 2))
        self.assertEqual(
            self.rows("survey.user_input", answer, *VALUES),
            [
                (
                    "answered", self.ana.id, 0, answer.end_datetime, False, "survey", "in", "information",
                    "How was it?", self.officer.id,
                )
            ],
        )  # fmt: skip
        self.assert_exact()

    def test_half_answered_is_nothing(self):
        answer = self.invited(self.ana)
        self.answer(answer, self.survey.question_ids[:1])
        self.assertEqual(answer.state, "in_progress")
        self.assertEqual(self.rows("survey.user_input", answer), [])
        self.assert_exact()

    def test_trials_and_strangers_are_left_out(self):
        trial = self.invited(self.ana, user=self.env.user, test_entry=True)
        trial.partner_id = self.ana
        stranger = self.invited(False, email="who@example.com")
        for answer in (trial, stranger):
            self.answer(answer)
            self.assertEqual((answer.state, self.rows("survey.user_input", answer)), ("done", []))
        self.assert_exact()

    def test_follows_the_survey(self):
        answer = self.invited(self.ana)
        answer._mark_done()
        self.flush()
        self.survey.write({"title": "Was it good?", "user_id": self.env.uid})
        self.assertEqual(self.rows("survey.user_input", answer, "title", "user_id"), [("Was it good?", self.env.uid)])
        self.assert_exact()
        self.survey.unlink()
        self.assertEqual(self.rows("survey.user_input"), [])

    def test_forms_of_applicants_are_left_out(self):
        """Another module's kind of survey: those who apply are no customers."""
        answer = self.invited(self.ana)
        answer._mark_done()
        self.assertEqual(len(self.rows("survey.user_input", answer)), 1)
        # As the module that brings this kind would write it.
        self.env.cr.execute("UPDATE survey_survey SET survey_type = 'recruitment' WHERE id = %s", [self.survey.id])
        self.env["crm.touchpoint"].rebuild(["survey.user_input"])
        self.assertEqual(self.rows("survey.user_input", answer), [])
        self.assert_exact()

    def test_readers(self):
        self.invited(self.ana)._mark_done()
        self.assert_sees(self.officer, self.alfa, "survey", "answered")
        self.assert_sees(self._user("t_plain"), self.alfa, "survey")
        self.assert_closed_to_portal(self.alfa)
        # A survey kept to some officers is kept to them here, too.
        self.survey.write({"user_id": self.env.uid, "restrict_user_ids": [Command.set(self.env.user.ids)]})
        self.assert_sees(self.officer, self.alfa, "survey")

    def test_contact_of_another_company(self):
        self.dora.company_id = self.other_company
        self.invited(self.dora)._mark_done()
        seen = self.seen(self.officer, self.dora, "survey", allowed_company_ids=self.other_company.ids)
        self.assertEqual(len(seen), 1)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.seen(self.officer, self.dora, "survey", allowed_company_ids=self.company.ids)
