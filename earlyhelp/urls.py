"""The roof: every address of the service. What each role gets there stands in access/routes.py."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from access.views import directory
from access.views.signin import (
    ActivateSecondFactor,
    AddPasskey,
    NamePasskey,
    RemovePasskey,
    SecondFactors,
    SwitchOffApp,
)
from earlyhelp.desk.views import healthz, readyz

signing_in = [  # allauth's, one by one: signing up, e-mail addresses and the rest are not part of this service
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("login/passkey/", login_not_required(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("login/by/<slug:provider_id>/", directory.login, name="openid_connect_login"),
    path("login/by/<slug:provider_id>/back/", directory.callback, name="openid_connect_callback"),
    path("second-factor/", SecondFactors.as_view(), name="mfa_index"),
    path("second-factor/passkeys/new/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:pk>/name/", NamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("second-factor/passkeys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-factor/code/", mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", ActivateSecondFactor.as_view(), name="mfa_activate_totp"),
    path("second-factor/app/off/", SwitchOffApp.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/recovery/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
handler500 = "access.unavailable.server_error"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("account/", include(signing_in)),
    path("", include("earlyhelp.desk.urls")),
    path("", include("access.urls")),
    path("", include("cases.urls")),
    path("", include("consent.urls")),
    path("", include("sharing.urls")),
    path("", include("retention.urls")),
]
