//! The rules of an account in their states, and the panic button.

use std::time::Duration;

use domain::policy::{Date, Hours, HoursNow, Lines, Outside, Saved, Span, TimeZone};
use domain::{Alert, Mode, Pause, PeerId, Policy, Trouble};
use engine::{AccountAlert, Connection, PacePlan, PacePreview, Panic, RulesView, Standing};
use maud::Markup;

use super::cast::{HOSTILE, account_id, accounts_of, at, chats, disclosure_words};
use super::view;
use crate::i18n::Lang;
use crate::layout::{Needs, View};
use crate::pages::pace;
use crate::pages::rules::{Problem, Shown, confirm, fields, page, panicked};

fn policy() -> Policy {
    let mut week: [Vec<Span>; 7] = std::array::from_fn(|_| vec![Span { from: 540, to: 1_140 }]);
    week[2] = vec![Span { from: 540, to: 780 }, Span { from: 840, to: 1_140 }];
    week[4] = vec![Span { from: 600, to: 60 }];
    week[6] = vec![];
    let hours = Hours {
        zone: Some("Europe/Moscow".to_owned()),
        week: Some(week),
        exceptions: [
            (Date::constant(2026, 12, 31), vec![]),
            (Date::constant(2027, 1, 2), vec![Span { from: 720, to: 1_080 }]),
        ]
        .into(),
        away_until: Some(at(86_400)),
        outside: Outside::Away { text: HOSTILE.to_owned() },
    };
    let saved = Saved { lines: Lines::Drafts, digest_at: Some(1_260) };
    Policy { strangers: Some(Mode::Draft), hours, saved, ..Policy::default() }
}

fn preview() -> PacePreview {
    PacePreview {
        chat: PeerId(2),
        title: HOSTILE.to_owned(),
        asked: "го в сб кататься?".to_owned(),
        bubbles: vec!["го".to_owned(), HOSTILE.to_owned()],
        burst: Duration::from_millis(6_400),
        plan: PacePlan {
            read_after: Duration::from_secs(41),
            typing: vec![Duration::from_millis(1_250), Duration::from_secs(12)],
        },
    }
}

fn alarmed(lang: Lang) -> View {
    let troubles = [
        Trouble::Flooded,
        Trouble::Restricted { reason: HOSTILE.to_owned() },
        Trouble::Restricted { reason: "FROZEN_METHOD_INVALID".to_owned() },
        Trouble::SessionEnded { reason: "AUTH_KEY_DUPLICATED".to_owned() },
        Trouble::SessionEnded { reason: "SESSION_REVOKED".to_owned() },
        Trouble::NotRevoked,
    ];
    let alerts = troubles.map(|trouble| AccountAlert {
        account: account_id(),
        name: HOSTILE.to_owned(),
        alert: Alert { at: at(0), trouble },
    });
    let standing = Standing { accounts: 1, paused: 1, alerts: alerts.into() };
    let needs = Needs { standing, ..Needs::default() };
    View { needs, ..view(lang, "/accounts/1/rules") }
}

/// The pages by name.
pub(super) fn rules_pages(lang: Lang) -> Vec<(String, Markup)> {
    let of = accounts_of(Connection::Online).swap_remove(0);
    let view = view(lang, "/accounts/1/rules");
    let rules = RulesView { policy: policy(), pause: None, alert: None };
    let typed = fields(&rules.policy, &TimeZone::UTC);
    let closed = HoursNow::Closed { until: Some(at(3_600)) };
    let none = [].into();
    let words = disclosure_words();
    let plain = Shown {
        of: &of,
        rules: &rules,
        now: closed,
        words: &words,
        zone: Some("Europe/Moscow"),
        typed: &typed,
        problems: &none,
        may_remove: true,
    };
    let default = RulesView { policy: Policy::default(), ..rules.clone() };
    let untouched = fields(&default.policy, &TimeZone::UTC);
    let open = HoursNow::Open { until: None };
    let paused =
        RulesView { pause: Some(Pause { since: at(0), until: Some(at(1_800)) }), ..rules.clone() };
    let bad = |given: &str| given.to_owned();
    let problems = [
        ("day-1", Problem::Span(bad("25:00"))),
        ("day-2", Problem::Span(bad(HOSTILE))),
        ("exceptions", Problem::Date(bad("30 февраля"))),
        ("away_until", Problem::Moment(bad("потом"))),
        ("zone", Problem::Zone(bad("Europe/Nowhere"))),
        ("countdown", Problem::Number { given: bad("-5"), least: 0, most: 3_600 }),
        ("spacing", Problem::Number { given: bad(""), least: 0, most: 3_600 }),
        ("digest_at", Problem::Clock(bad(HOSTILE))),
        ("away_text", Problem::TooLong { most: 4_096 }),
        ("outside", Problem::Choice(bad("zzz"))),
    ];
    let problems = problems.map(|(field, problem)| (field.to_owned(), problem)).into();
    let changed = [("version".to_owned(), Problem::Changed)].into();
    let mut wrong = typed.clone();
    wrong.insert("day-1".to_owned(), "9:00-13:00, 25:00".to_owned());
    wrong.insert("day-2".to_owned(), HOSTILE.to_owned());
    let shown = |name: &str, view: &View, shown: Shown<'_>| (name.to_owned(), page(view, &shown));
    vec![
        shown("rules", &view, plain),
        shown(
            "rules-untouched",
            &view,
            Shown { rules: &default, typed: &untouched, now: open, ..plain },
        ),
        shown("rules-paused", &alarmed(lang), Shown { rules: &paused, ..plain }),
        shown("rules-problems", &view, Shown { typed: &wrong, problems: &problems, ..plain }),
        shown("rules-changed", &view, Shown { problems: &changed, ..plain }),
        ("pace".to_owned(), pace::page(&view, &of, &chats(), Some(&preview()))),
        ("pace-none".to_owned(), pace::page(&view, &of, &[], None)),
        ("panic".to_owned(), confirm(&view, &of)),
        ("panic-ended".to_owned(), panicked(&view, &of, Panic::Ended)),
        ("panic-only-here".to_owned(), panicked(&view, &of, Panic::OnlyHere)),
    ]
}
