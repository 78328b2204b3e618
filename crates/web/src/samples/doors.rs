//! Signing in, what a person sees of themselves, and the people of a server.

use std::time::Duration;

use access::{ApiToken, Invitation, NewCodes, NewToken, Passkey, SignIn};
use domain::access::SignUpProblem;
use domain::{
    AuditAction, AuditEntry, AuditId, InvitationId, OwnerId, Role, Scope, Scopes, SignInId,
    TokenId, User,
};
use maud::Markup;

use super::cast::at;
use super::{HOSTILE, hooks, view};
use crate::error::{self, Error};
use crate::i18n::Lang;
use crate::layout::{Needs, View, Who};
use crate::pages::start::Progress;
use crate::pages::{accounts, confirm, join, me, people, set_up, sign_in};
use crate::parts::refusal::Refusal;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn stranger(lang: Lang, path: &str) -> View {
    View { who: Who::Stranger, demo: false, needs: Needs::default(), ..view(lang, path) }
}

fn anna(lang: Lang, path: &str) -> View {
    let who = Who::Person { name: "Анна".to_owned(), is_admin: true };
    View { who, demo: false, ..view(lang, path) }
}

/// The pages by name.
pub(super) fn doors(lang: Lang) -> Vec<(&'static str, Markup)> {
    let now = at(0);
    let unnamed = View { who: Who::Unnamed, ..stranger(lang, "/accounts") };
    let sign_in = |step, refusal| {
        sign_in::page(
            &stranger(lang, "/sign-in"),
            &sign_in::Shown { next: "/inbox", step, has_passkeys: true, refusal, now },
        )
    };
    let until = now + Duration::from_secs(8 * 60);
    let joining = |refusal| {
        let shown = join::Shown { invitation: "x", name: "Борис", refusal, now };
        join::page(&stranger(lang, "/join"), &shown)
    };
    let confirming = confirm::Shown {
        next: "/me/codes",
        has_codes: true,
        has_passkeys: true,
        refusal: None,
        now,
    };
    let link = "https://twin.example/join?invitation=01J0000000000000000000000A.01J0000000000000000000000B.8f0e6a52c1";
    let (everybody, invitations) = (everybody(), invitations());
    let people = |link| {
        let shown =
            people::Shown { people: &everybody, this: owner(1), invitations: &invitations, link };
        people::page(&anna(lang, "/people"), &shown)
    };
    vec![
        ("sign-in", sign_in(sign_in::Step::Password(""), None)),
        ("sign-in-wrong", sign_in(sign_in::Step::Password("Анна"), Some(Refusal::Wrong))),
        (
            "sign-in-locked",
            sign_in(sign_in::Step::Password("Анна"), Some(Refusal::Locked { until })),
        ),
        ("sign-in-passkey", sign_in(sign_in::Step::Password(""), Some(Refusal::Passkey))),
        ("sign-in-code", sign_in(sign_in::Step::Code("x"), Some(Refusal::WrongCode))),
        ("no-password", accounts::page(&unnamed, &Progress::default())),
        (
            "set-up",
            set_up::page(
                &View { path: "/set-up".to_owned(), ..unnamed.clone() },
                "Анна",
                Some(Refusal::Unusable(SignUpProblem::PasswordShort)),
                now,
            ),
        ),
        ("join", joining(None)),
        ("join-over", joining(Some(Refusal::NotInvited))),
        ("confirm", confirm::page(&anna(lang, "/confirm"), &confirming)),
        ("people", people(None)),
        ("people-invited", people(Some(link))),
        ("not-signed-in", error::page(&stranger(lang, "/pause"), &Error::NotSignedIn, "/inbox")),
    ]
    .into_iter()
    .chain(about_me(lang))
    .collect()
}

fn about_me(lang: Lang) -> Vec<(&'static str, Markup)> {
    let now = at(0);
    let view = |path| anna(lang, path);
    let (browsers, tokens, log, hooks) = (browsers(), tokens(), log(), hooks::webhooks());
    let passkeys = passkeys();
    let new_passkey = |is_named: bool, refusal| {
        let elsewhere = (!is_named).then_some("http://localhost:8080/me/passkeys");
        let name = "Firefox, Linux";
        let shown = me::passkeys::Shown { name, is_named, elsewhere, refusal, now };
        me::passkeys::page(&anna(lang, "/me/passkeys"), &shown)
    };
    let me = |codes| {
        let shown = me::Shown {
            name: "Анна",
            codes,
            passkeys: &passkeys,
            browsers: &browsers,
            this: browsers[0].id,
            tokens: &tokens,
            webhooks: Some(&hooks),
            log: &log[..5],
            now,
        };
        me::page(&anna(lang, "/me"), &shown)
    };
    let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let url = format!(
        "otpauth://totp/AI%20Twin:%D0%90%D0%BD%D0%BD%D0%B0?secret={secret}&issuer=AI%20Twin"
    );
    let codes = NewCodes { secret: secret.to_owned().into(), url: url.into() };
    let recovery: Vec<String> = (0..10).map(|n| format!("k7dm-q2x{n}-h9pw")).collect();
    let new = NewToken {
        token: tokens[0].clone(),
        text: format!(
            "ait_01J0000000000000000000000A.01J0000000000000000000000B.{}",
            "8f0e6a52c1".repeat(6)
        )
        .into(),
    };
    vec![
        ("me", me(None)),
        ("me-with-codes", me(Some(3))),
        (
            "me-password",
            me::password::page(&view("/me/password"), "Анна", Some(Refusal::Different), now),
        ),
        (
            "me-codes",
            me::codes::page_new(&view("/me/codes"), &codes, Some(Refusal::WrongCode), now),
        ),
        ("me-codes-recovery", me::codes::page_recovery(&view("/me/codes"), &recovery)),
        ("me-codes-on", me::codes::page_on(&view("/me/codes"), 3)),
        ("me-passkeys", new_passkey(true, Some(Refusal::PasskeyUnusable))),
        ("me-passkeys-no-name", new_passkey(false, None)),
        ("me-tokens", me::tokens::page(&view("/me/tokens"), &Default::default(), None)),
        ("me-tokens-made", me::tokens::page_made(&view("/me/tokens"), &new)),
        ("me-log", me::log::page(&view("/me/log"), &log, true)),
    ]
    .into_iter()
    .chain(hooks::pages(&view("/me/webhooks")))
    .collect()
}

fn owner(number: u128) -> OwnerId {
    OwnerId::new(at(0), number)
}

fn everybody() -> Vec<User> {
    let person = |number, name: &str, role, disabled| User {
        owner: owner(number),
        name: name.to_owned(),
        role,
        created_at: at(0),
        disabled,
    };
    vec![
        person(1, "Анна", Role::Admin, false),
        person(2, "Борис", Role::Owner, false),
        person(3, HOSTILE, Role::Owner, true),
    ]
}

fn invitations() -> Vec<Invitation> {
    vec![Invitation {
        id: InvitationId::new(at(0), 1),
        secret_hash: [0; 32],
        role: Role::Owner,
        created_at: at(0),
        accepted_by: None,
    }]
}

fn browsers() -> Vec<SignIn> {
    let browser = |number, agent: &str| SignIn {
        id: SignInId::new(at(0), number),
        secret_hash: [0; 32],
        agent: agent.to_owned(),
        created_at: at(0),
        seen_at: at(0),
        confirmed_at: at(0),
    };
    vec![
        browser(1, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
        browser(2, "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36"),
        browser(3, HOSTILE),
    ]
}

fn passkeys() -> Vec<Passkey> {
    let passkey = |id: &str, name: &str, used_at| Passkey {
        id: id.to_owned(),
        name: name.to_owned(),
        site: "twin.example".to_owned(),
        created_at: at(0),
        used_at,
    };
    vec![passkey("AAAA", "YubiKey", Some(at(0))), passkey("BBBB", HOSTILE, None)]
}

fn tokens() -> Vec<ApiToken> {
    let token = |number, name: &str, scopes, expires_at, used_at| ApiToken {
        id: TokenId::new(at(0), number),
        name: name.to_owned(),
        secret_hash: [0; 32],
        scopes,
        created_at: at(0),
        expires_at,
        used_at,
    };
    let read = Scopes::from_iter([Scope::Read]);
    vec![
        token(1, "Home Assistant", Scopes::all(), Some(at(0) + 90 * DAY), Some(at(0))),
        token(2, HOSTILE, read.clone(), None, None),
        token(3, "old.sh", read, Some(at(0) - DAY), None),
    ]
}

/// One line of each kind.
fn log() -> Vec<AuditEntry> {
    let entry = |(number, action): (usize, AuditAction)| AuditEntry {
        id: AuditId::new(at(0), u128::try_from(number).unwrap_or_default()),
        at: at(0),
        action,
        subject: if number % 5 == 2 { HOSTILE.to_owned() } else { String::new() },
        address: (number % 3 != 0).then(|| "203.0.113.9".to_owned()),
    };
    AuditAction::ALL.into_iter().enumerate().map(entry).collect()
}
