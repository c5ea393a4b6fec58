"""Second opinions on dates: the notices and the law read again, by another hand and in another style.

Nothing here imports the program. The oracle walks an almanac one day at a time until what the notice says has happened, and the tests
put the same questions to `manage.py retention_when` and `manage.py rights_when` as anybody outside would.
"""
