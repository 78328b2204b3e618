//! `GET /settings`: where everything is that is set for the person and the server, and what holds for this browser.

use engine::MasterKeyView;
use maud::{Markup, html};

use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::layout::{self, View, Who};
use crate::parts::time;

/// `GET /settings`
pub(crate) async fn get(Here(site): Here, view: View) -> Result<Markup, Error> {
    let key = match view.who {
        Who::Person { is_admin: false, .. } | Who::Stranger => None,
        Who::Person { .. } | Who::Unnamed | Who::Owner => Some(site.engine.master_key().await?),
    };
    Ok(page(&view, key.as_ref()))
}

/// A page to go to, and what is there.
struct Way {
    to: &'static str,
    icon: Markup,
    name: String,
    about: String,
}

fn way(to: &'static str, icon: Markup, name: String, about: String) -> Way {
    Way { to, icon, name, about }
}

/// The page; what is known of the master key is for those who look after the server.
pub(crate) fn page(view: &View, key: Option<&MasterKeyView>) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "nav-settings");
    let own = of_person(view);
    let content = html! {
        header.heading { div { h1 { (title) } p { (t!(lang, "settings-about")) } } }
        div.sections.wide {
            @if !own.is_empty() { (section(&t!(lang, "settings-person"), &own)) }
            (section(&t!(lang, "settings-programs"), &of_programs(view)))
            (section(&t!(lang, "settings-twins"), &of_twins(lang)))
            @if let Some(key) = key { (server(lang, key)) }
            section.card #look {
                h2 { (t!(lang, "settings-look")) }
                p.note { (t!(lang, "settings-look-about")) }
                (layout::spelt_out(view))
            }
            (notifications(lang))
        }
    };
    layout::page(view, &title, content)
}

fn section(title: &str, ways: &[Way]) -> Markup {
    html! {
        section.card {
            h2 { (title) }
            nav.ways aria-label=(title) {
                @for way in ways {
                    a href=(way.to) { (way.icon) strong { (way.name) } small { (way.about) } }
                }
            }
        }
    }
}

fn of_person(view: &View) -> Vec<Way> {
    let lang = view.lang;
    let mut ways = Vec::new();
    match &view.who {
        Who::Person { is_admin, .. } => {
            let (name, about) = (t!(lang, "me-title"), t!(lang, "settings-security"));
            ways.push(way("/me", icons::lock(), name, about));
            if *is_admin {
                let (name, about) = (t!(lang, "people-title"), t!(lang, "settings-people"));
                ways.push(way("/people", icons::person(), name, about));
            }
            let (name, about) = (t!(lang, "log-title"), t!(lang, "log-about"));
            ways.push(way("/me/log", icons::history(), name, about));
        }
        Who::Unnamed => {
            let (name, about) = (t!(lang, "no-password-set"), t!(lang, "no-password"));
            ways.push(way("/set-up", icons::lock(), name, about));
        }
        Who::Owner | Who::Stranger => {}
    }
    ways
}

fn of_programs(view: &View) -> Vec<Way> {
    let lang = view.lang;
    let mut ways = Vec::new();
    if matches!(view.who, Who::Person { .. }) {
        let (name, about) = (t!(lang, "tokens-title"), t!(lang, "tokens-about"));
        ways.push(way("/me/tokens", icons::key(), name, about));
        let (name, about) = (t!(lang, "webhooks-title"), t!(lang, "webhooks-about"));
        ways.push(way("/me/webhooks", icons::sent(), name, about));
    }
    ways.push(way("/api", icons::code(), t!(lang, "api-title"), t!(lang, "settings-api")));
    ways
}

fn of_twins(lang: Lang) -> Vec<Way> {
    vec![
        way("/model", icons::model(), t!(lang, "nav-model"), t!(lang, "settings-model")),
        way("/voice", icons::voice(), t!(lang, "nav-voice"), t!(lang, "settings-voice")),
    ]
}

/// The key that seals everything, and how to keep a copy of all of it.
fn server(lang: Lang, key: &MasterKeyView) -> Markup {
    html! {
        section.card #server {
            h2 { (t!(lang, "settings-server")) }
            h3 { (t!(lang, "settings-key")) }
            p.facts {
                code { (key.fingerprint) }
                @if let Some(since) = key.since { span { (t!(lang, "settings-key-since")) " " (time::date(since)) } }
                span { @if key.is_file { (t!(lang, "settings-key-file")) } @else { (t!(lang, "settings-key-given")) } }
            }
            @if key.must_be_given { p.problem role="alert" { (t!(lang, "settings-key-next")) } }
            p.note { (t!(lang, "settings-key-about")) }
            ul.commands {
                li { code { "aitwin keys export-recovery --to FILE" } " " (t!(lang, "settings-key-export")) }
                li { code { "aitwin keys rotate" } " " (t!(lang, "settings-key-rotate")) }
            }
            h3 { (t!(lang, "settings-backup")) }
            p.note { (t!(lang, "settings-backup-about")) }
            ul.commands {
                li { code { "aitwin backup --to FILE" } " " (t!(lang, "settings-backup-make")) }
                li { code { "aitwin restore --from FILE" } " " (t!(lang, "settings-backup-restore")) }
            }
        }
    }
}

/// Whether this browser tells what needs the owner.
fn notifications(lang: Lang) -> Markup {
    html! {
        section.card #notifications {
            h2 { (t!(lang, "notify-title")) }
            p.note { (t!(lang, "notify-about")) }
            form data-notify hidden autocomplete="off" {
                fieldset {
                    legend.visually-hidden { (t!(lang, "notify-title")) }
                    @for (value, name) in [
                        ("off", t!(lang, "notify-off")),
                        ("on", t!(lang, "notify-on")),
                        ("text", t!(lang, "notify-text")),
                    ] {
                        label { input type="radio" name="notify" value=(value); (name) }
                    }
                }
                p.problem role="status" hidden { (t!(lang, "notify-refused")) }
            }
        }
    }
}
