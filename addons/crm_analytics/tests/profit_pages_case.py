from .profit_case import ProfitCase

#: The periods of these tests: the first half of 2025 beside that of 2024.
NOW, THAN = ("2025-01", "2025-06"), ("2024-01", "2024-06")


class PagesCase(ProfitCase):
    """Two half-years: Alfa grows, Beta shrinks, Gamma begins and loses money, Delta goes.

    ======  =============  ===========================  =======
    who     first of 2024  first of 2025                change
    ======  =============  ===========================  =======
    Alfa    200            600                          +400
    Beta    500            300                          -200
    Gamma                  100 - 250 by hand = -150     -150
    Delta   100                                         -100
    nobody  -10            -40                          -30
    ======  =============  ===========================  =======
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gamma, cls.delta = cls.env["res.partner"].create(
            [{"name": "Gamma", "is_company": True, "user_id": cls.seller.id}, {"name": "Delta", "is_company": True}]
        )
        for partner, price, day in (
            (cls.alfa, 200.0, "2024-02-01"),
            (cls.beta, 500.0, "2024-03-01"),
            (cls.delta, 100.0, "2024-03-02"),
            (cls.alfa, 600.0, "2025-03-10"),
            (cls.beta, 300.0, "2025-03-11"),
            (cls.gamma, 100.0, "2025-04-11"),
        ):
            cls.document(partner, price, day=day)
        cls.entry(250.0, cls.gamma, day="2025-04-20")
        cls.entry(40.0, day="2025-05-20")
        cls.entry(10.0, day="2024-05-20")

    def setUp(self):
        super().setUp()
        self.run_now()

    def figures(self, *args, user=None):
        return self.env["crm.profit.overview"].with_user(user or self.analyst).figures(*args)

    def changes(self, user=None, than=THAN):
        context = {"profit_now": NOW, "profit_than": than}
        return self.env["crm.profit.change"].with_user(user or self.analyst).with_context(**context)
