import importlib.util
from datetime import date
from pathlib import Path
from unittest import skipUnless

from odoo.tests import tagged

from .value_case import ValueCase

FOUND = importlib.util.find_spec("lifetimes")
FILE = Path(next(iter(FOUND.submodule_search_locations))) / "datasets" / "CDNOW_sample.txt" if FOUND else None


@tagged("post_install", "-at_install")
@skipUnless(FILE and FILE.is_file(), "the data set comes with the package lifetimes")
class TestCdnow(ValueCase):
    """6,919 purchases of 2,357 customers as posted invoices: the published figures come out of the ERP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = [line.split() for line in FILE.read_text(encoding="ascii").splitlines()]
        numbers = sorted({row[1] for row in rows})
        people = dict(zip(numbers, cls.people(len(numbers)), strict=True))
        days = (date(int(row[2][:4]), int(row[2][4:6]), int(row[2][6:])) for row in rows)
        cls.bought([(people[row[1]], day, row[4]) for row, day in zip(rows, days, strict=True)])
        cls.company.write({"purchase_basis": "invoice", "value_weeks": 39})

    def test_published_figures(self):
        """Fader, Hardie and Lee (2005); Fader and Hardie (2013)."""
        self.company.purchase_model = "bg"
        run = self.run_now(as_of="1997-09-30")
        self.assertEqual(run.state, "done", run.error)
        self.assertEqual((run.score_count, run.purchase_model), (2357, "bg"))
        found = self.figures(run, "bg")
        for name, value in {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}.items():
            self.assertAlmostEqual(found[name], value, 3)
        self.assertAlmostEqual(found["likelihood"], -9582.4, 1)
        found = self.figures(run, "spend")
        for name, value in {"p": 6.25, "q": 3.74, "v": 15.44}.items():
            self.assertAlmostEqual(found[name], value, 2)
        self.assertEqual(found["customers"], 946)
        self.assertEqual(self.figures(run, "check")["repeaters"], 946)
        example = [("repeats", "=", 2), ("recency", ">", 30.42), ("recency", "<", 30.44), ("age", ">", 38.85)]
        score = self.scores.search([("run_id", "=", run.id), *example], limit=1)
        self.assertAlmostEqual(score.expected, 1.226, 3)

    def test_who_bought_once_may_have_left(self):
        """By itself the run takes the model that allows for that, and says how well it would have done."""
        run = self.run_now(as_of="1998-06-30")
        self.assertEqual(run.purchase_model, "mbg")
        once = self.scores.search([("run_id", "=", run.id), ("purchases", "=", 1)])
        self.assertTrue(once)
        self.assertTrue(0 < max(once.mapped("p_alive")) < 0.6)
        found = self.figures(run, "test")
        self.assertEqual((found["origins"], found["horizon"]), (1, 26))
        for name in ("model", "rfm", "revenue"):
            self.assertTrue(0.5 < found[f"capture_{name}"] < 0.8, found)
        self.assertLess(found["error_model"], found["error_revenue"])
        best = max(("model", "rfm", "revenue"), key=lambda name: found[f"capture_{name}"])
        self.assertEqual(run.ranking, best)
        self.assertIn(f"{100 * found['capture_model']:.1f} %", run.verdict)
        top = self.scores.search([("run_id", "=", run.id)], order="place desc", limit=1)
        self.assertEqual(top.place, 100.0)
