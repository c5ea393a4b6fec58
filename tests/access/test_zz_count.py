import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import somebody
from tests.factories.retention import closed_case, readings, records_manager
from tests.factories.settings import *
def test_count(db, signed_in):
    readings(); closed_case(); closed_case()
    set_("closed_days","working_time","12-24")
    c=propose(a_setting("retention_years","case","8"))
    m, d = signed_in(records_manager()), signed_in(somebody("dpo"))
    for client, url in ((m, reverse("access:settings")),(m,reverse("access:settings_group",args=["keeping"])),(m,reverse("access:settings_history")),(m,reverse("access:readings")),(m,reverse("access:propose_setting",args=["clock","triage"])),(d,reverse("access:setting_change",args=[c.pk])),(d,reverse("access:approve_setting",args=[c.pk])),(d,"/"),(m,"/")):
        client.get(url)
        with CaptureQueriesContext(connection) as q:
            r=client.get(url)
        n=[x["sql"] for x in q if not x["sql"].startswith(("BEGIN","COMMIT","SAVEPOINT","RELEASE","SET LOCAL","SELECT set_config('earlyhelp.user', ''"))]
        print(url, r.status_code, len(n))
        if "approve" in url: print("\n".join(x[:110] for x in n))
