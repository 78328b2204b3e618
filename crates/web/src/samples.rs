//! Every page with samples, for tests and for the eye: `WEB_SAMPLES=folder cargo test -p web` writes
//! them there.

mod bots;
mod cast;
mod doors;
mod hooks;
mod imports;
mod inboxes;
mod memories;
mod models;
mod pasts;
mod reading;
mod rules;
mod starts;
mod talks;
mod tests;
mod twins;
mod voices;

use std::collections::BTreeMap;

use domain::{AccountKind, AccountState, LoginError, LoginStep};
use engine::{
    AccountView, ChatNote, ChatView, Connection, DirectError, Health, History, HistoryState,
    MasterKeyView, Standing,
};
use maud::{Markup, html};

use crate::Telegram;
use crate::error::{self, Error};
use crate::i18n::Lang;
use crate::layout::{Needs, View};
use crate::pages::login::Terms;
use crate::pages::{account, accounts, chat, demo, import, login, remove, settings, start};
use crate::parts::line::Line;
use crate::parts::timeline::Timeline;
use bots::bots;
use cast::*;
use doors::doors;
use imports::{imports, known_imports};
use inboxes::{inboxes, standing_of_chat};
use memories::memories;
use models::{explained_pages, model_pages};
use pasts::pasts;
use rules::rules_pages;
use starts::starts;
use twins::twins;
use voices::voices as voice_pages;

fn view(lang: Lang, path: &str) -> View {
    let standing = Standing { accounts: 1, ..Standing::default() };
    let failed_in = Some((account_id(), domain::PeerId(2)));
    let needs = Needs {
        drafts: 2,
        questions: 1,
        failed: 1,
        failed_in,
        failed_imports: 1,
        standing,
        webhooks_off: vec![],
    };
    View { demo: true, needs, ..View::for_tests(lang, path) }
}

fn master_key() -> MasterKeyView {
    MasterKeyView {
        fingerprint: "3f2a91c07be4d815".to_owned(),
        since: Some(at(-86_400 * 40)),
        is_file: true,
        must_be_given: true,
    }
}

fn timeline(lang: Lang) -> Timeline {
    Timeline { lang, run: at(0), owner: OWNER.to_owned(), other: friend().title }
}

/// The pages of a language by name.
fn pages(lang: Lang) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut add = |name: &str, page: Markup| {
        pages.insert(format!("{name}.{}", lang.code()), page.into_string());
    };
    add("demo-empty", demo_page(lang, html! {}, html! {}));
    for (name, events) in
        [("demo", answered()), ("demo-silent", stayed_silent()), ("demo-all", everything())]
    {
        let timeline = timeline(lang);
        let steps = html! { @for event in &events { (timeline.steps(event, &voices(), at(5))) } };
        add(name, demo_page(lang, steps, timeline.status(events.last().map(|last| &last.event))));
    }
    let account_views = accounts_of(Connection::Online);
    add("accounts", accounts::page(&view(lang, "/accounts"), &started(&account_views)));
    add(
        "accounts-empty",
        accounts::page(&View { demo: false, ..view(lang, "/accounts") }, &started(&[])),
    );
    add(
        "account",
        account::page(
            &view(lang, "/accounts/1"),
            &line(&account_views[0]),
            &chats(),
            &in_modes(),
            &disclosure_words(),
        ),
    );
    for (name, outcome) in imports() {
        let known = if name == "import" { known_imports() } else { Vec::new() };
        add(name, import::page(&view(lang, "/import"), &outcome, &known));
    }
    for (name, state) in
        [("account-out", AccountState::LoggedOut), ("account-imported", AccountState::Offline)]
    {
        let mut of = account_views[0].clone();
        of.account.state = state;
        of.connection = Connection::Offline;
        add(
            name,
            account::page(
                &view(lang, "/accounts/1"),
                &line(&of),
                &chats(),
                &in_modes(),
                &disclosure_words(),
            ),
        );
    }
    for (name, history) in histories() {
        let of = AccountView { history: Some(history), ..account_views[0].clone() };
        add(
            name,
            account::page(
                &view(lang, "/accounts/1"),
                &line(&of),
                &[],
                &BTreeMap::new(),
                &disclosure_words(),
            ),
        );
    }
    add("chat", chat_page(lang, &conversation(), None));
    add("chat-group", chat_page(lang, &talk_of_group(), None));
    let refused = DirectError::Refused { reason: "CHAT_WRITE_FORBIDDEN".to_owned() };
    let refused = chat::say::Problem::Telegram(refused);
    add("chat-not-said", chat_page(lang, &conversation(), Some(refused)));
    let not_met = chat::say::Problem::Telegram(DirectError::NotMet);
    add("chat-not-met", chat_page(lang, &conversation(), Some(not_met)));
    for (name, page) in memories(lang)
        .into_iter()
        .chain(inboxes(lang))
        .chain(doors(lang))
        .chain(starts(lang))
        .chain(twins(lang))
        .chain(bots(lang))
    {
        add(name, page);
    }
    for (name, step, error, telegram, terms) in login_steps() {
        let wizard = login::Wizard {
            action: "/login",
            step: &step,
            error: error.as_ref(),
            control: Some("http://127.0.0.1:4431"),
            telegram: &telegram,
            terms,
            number: HOSTILE,
        };
        add(name, login::page(&view(lang, "/login"), &wizard));
    }
    let others = explained_pages(lang).into_iter().chain(rules_pages(lang));
    for (name, page) in model_pages(lang).into_iter().chain(voice_pages(lang)).chain(others) {
        add(&name, page);
    }
    let document = serde_json::to_value(crate::api::document()).unwrap();
    for (name, has_tokens) in [("api", true), ("api-demo", false)] {
        let origin = "http://127.0.0.1:8080";
        let page = crate::api::page_of(&view(lang, "/api"), &document, origin, has_tokens);
        add(name, page);
    }
    let of_account = view(lang, "/accounts/1/remove");
    add("account-remove", remove::confirm(&of_account, &account_views[0]));
    add(
        "account-removed",
        remove::removed(&of_account, OWNER, AccountKind::User, engine::Panic::OnlyHere),
    );
    add("settings", settings::page(&view(lang, "/settings"), Some(&master_key())));
    for (name, page) in pasts(lang) {
        pages.insert(format!("{name}.{}", lang.code()), page);
    }
    let mut add = |name: &str, page: Markup| {
        pages.insert(format!("{name}.{}", lang.code()), page.into_string());
    };
    add("login-done", login::connected(&view(lang, "/login/1"), &account_views[0]));
    add("not-found", error::page(&view(lang, "/nowhere"), &Error::NotFound, "/"));
    add("login-over", error::page(&view(lang, "/login/1"), &Error::LoginOver, "/"));
    pages
}

fn line(of: &AccountView) -> Line<'_> {
    let ill = of.history.is_some();
    let health = Health {
        online_since: Some(at(-7_200)),
        heard_at: Some(at(-40)),
        lost: if ill { 2 } else { 0 },
        floods: usize::from(ill),
        restarts: u32::from(ill),
        ..Health::default()
    };
    Line { of, health, device: "AI Twin", may_remove: true }
}

fn in_modes() -> BTreeMap<domain::Mode, u64> {
    BTreeMap::from([(domain::Mode::Off, 1), (domain::Mode::Watch, 140), (domain::Mode::Auto, 2)])
}

fn started(accounts: &[AccountView]) -> start::Progress {
    let accounts = accounts.to_vec();
    start::Progress { accounts, is_taught: true, ..start::Progress::default() }
}

fn demo_page(lang: Lang, steps: Markup, status: Markup) -> Markup {
    let contacts = contacts();
    let shown = demo::Shown {
        owner: OWNER,
        contacts: &contacts,
        contact: &contacts[1],
        writes: None,
        twin: chat::Twin { steps, status, standing: html! {} },
    };
    demo::page(&view(lang, "/demo"), &shown)
}

fn chat_page(lang: Lang, chat: &ChatView, problem: Option<chat::say::Problem>) -> Markup {
    let (timeline, events) = (timeline(lang), answered());
    let replies = [(domain::MessageId(10), reply())];
    let composer = chat::Composer {
        action: "/accounts/1/chats/2/say".to_owned(),
        key: "0".repeat(32),
        text: if problem.is_some() { HOSTILE.to_owned() } else { String::new() },
        problem,
        is_focused: false,
    };
    chat::page(
        &view(lang, "/accounts/1/chats/2"),
        &chat::Shown {
            account: account_id(),
            chat,
            default: domain::Mode::Watch,
            twin: chat::Twin {
                steps: html! { @for event in &events { (timeline.steps(event, &voices(), at(5))) } },
                status: timeline.status(events.last().map(|last| &last.event)),
                standing: standing_of_chat(lang),
            },
            replies: &replies.into(),
            list: talks::list(lang, true),
            query: "?show=active",
            at: None,
            refused: None,
            composer: Some(composer),
            note: Some(ChatNote { text: HOSTILE.to_owned(), changed_at: at(-86_400) }),
            window: Some(chat::Window::Until(at(86_400))),
            note_outcome: None,
            own_voices: &voices::made(),
            names: &names(),
        },
    )
}

fn histories() -> [(&'static str, History); 5] {
    let begins = History {
        state: HistoryState::Reading,
        started_at: at(0),
        listed: false,
        chats: 0,
        chats_done: 0,
        messages: 0,
    };
    let reading = History { listed: true, chats: 41, chats_done: 7, messages: 5_300, ..begins };
    let refused = History { state: HistoryState::Refused, ..reading };
    let done = History { state: HistoryState::Done, chats_done: 41, messages: 21_002, ..reading };
    [
        ("account-history-begins", begins),
        ("account-history-reading", reading),
        ("account-history-refused", refused),
        ("account-history-done", done),
        ("account-history-nothing", History { messages: 0, ..done }),
    ]
}

fn login_steps() -> [(&'static str, LoginStep, Option<LoginError>, Telegram, Terms); 9] {
    use LoginStep as S;
    let wait = std::time::Duration::from_secs(754);
    let ours = || Telegram { has_app: true, ..Telegram::default() };
    let other = Telegram { data_centre: Some("127.0.0.1:4430".to_owned()), ..Telegram::default() };
    let flood = LoginError::FloodWait(wait);
    let hint = S::Password { hint: "<b>кот</b>".to_owned() };
    let known = Terms::Accepted;
    let url = "tg://login?token=bXktbm90LXNvLXNlY3JldC10b2tlbi1vZi0zMi1i".to_owned();
    let scan = S::Qr { url, expires_at: at(30) };
    let unreachable = LoginError::Unreachable("down".into());
    [
        ("login-phone", S::Phone, None, ours(), known),
        ("login-first", S::Phone, None, ours(), Terms::Asked),
        ("login-no-app", S::Phone, None, other, Terms::Refused),
        ("login-flood", S::Phone, Some(flood), ours(), known),
        ("login-scan", scan.clone(), None, ours(), known),
        ("login-scan-lost", scan, Some(unreachable), ours(), known),
        ("login-code", S::Code { digits: Some(5) }, None, ours(), known),
        ("login-bad-code", S::Code { digits: None }, Some(LoginError::InvalidCode), ours(), known),
        ("login-password", hint, None, ours(), known),
    ]
}
