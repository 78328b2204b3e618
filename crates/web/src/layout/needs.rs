//! What needs the owner, on every page: the bell, the numbers beside the pages, and toasts of what just happened.

use std::time::Duration;

use domain::{AccountId, PeerId, Timestamp, Webhook};
use engine::{Engine, Stamped, Standing, TwinEvent};
use maud::{Markup, html};
use webhooks::{Webhooks, host};

use super::View;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::icons;
use crate::parts::alert::{self, rules_of};
use crate::parts::{reason, webhook};
use crate::stream::{replace, upsert};

/// Where it stands why an import failed.
const IMPORTS: &str = "/import";

/// For how long a reply that Telegram refused is told of.
pub(crate) const LATELY: Duration = Duration::from_secs(24 * 60 * 60);

/// What needs the owner.
#[derive(Debug, Clone, Default)]
pub(crate) struct Needs {
    /// How many drafts wait for their word.
    pub(crate) drafts: u64,
    /// How many questions wait for their answer.
    pub(crate) questions: u64,
    /// How many replies Telegram has refused within the last day.
    pub(crate) failed: u64,
    /// In which chat the last of them was.
    pub(crate) failed_in: Option<(AccountId, PeerId)>,
    /// How many imports have failed within the last day, and nothing was brought in since.
    pub(crate) failed_imports: u64,
    /// How the twins stand: what went wrong with an account.
    pub(crate) standing: Standing,
    /// The webhooks that are told nothing any more, and not because the owner wants it.
    pub(crate) webhooks_off: Vec<Webhook>,
}

impl Needs {
    /// What needs an engine's owner now.
    pub(crate) async fn of(
        engine: &Engine,
        webhooks: Option<&Webhooks>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let failed = engine.failed_since(now - LATELY).await?;
        let failed_in =
            if failed > 0 { engine.newest_failure_since(now - LATELY).await? } else { None };
        let webhooks_off = webhooks.map(|webhooks| webhooks.given_up(engine.owner()));
        Ok(Self {
            drafts: engine.drafts_waiting().await?,
            questions: engine.questions_waiting().await?,
            failed,
            failed_in,
            failed_imports: engine.failed_imports_since(now - LATELY),
            standing: engine.standing().await?,
            webhooks_off: webhooks_off.unwrap_or_default(),
        })
    }

    /// In how many chats something waits for the owner's word.
    pub(crate) fn chats(&self) -> u64 {
        self.drafts + self.questions
    }

    /// How many things there are to look at: drafts are one, and so are questions.
    fn count(&self) -> u64 {
        let others = self.standing.alerts.len() + self.webhooks_off.len();
        u64::from(self.drafts > 0)
            + u64::from(self.questions > 0)
            + u64::from(self.failed > 0)
            + u64::from(self.failed_imports > 0)
            + u64::try_from(others).unwrap_or(u64::MAX)
    }
}

/// A number beside the name of a page; nothing where nothing waits.
pub(super) fn count(waiting: u64) -> Markup {
    html! { @if waiting > 99 { "99+" } @else if waiting > 0 { (waiting) } }
}

/// The bell, and what it opens.
pub(super) fn bell(view: &View) -> Markup {
    let lang = view.lang;
    html! {
        button.bell.bare.round type="button" popovertarget="needs" title=(t!(lang, "needs-title")) {
            (icons::bell()) span.visually-hidden { (t!(lang, "needs-title")) " " }
            span #needs-count .badge { (count(view.needs.count())) }
        }
        section #needs .needs popover aria-label=(t!(lang, "needs-title")) {
            h2 { (t!(lang, "needs-title")) }
            div #needs-list { (list(lang, &view.needs)) }
            a.settings href="/settings#notifications" { (t!(lang, "notify-title")) }
        }
    }
}

fn list(lang: Lang, needs: &Needs) -> Markup {
    let Needs { failed_imports, standing, webhooks_off, .. } = needs;
    let (drafts, questions, failed) = (needs.drafts, needs.questions, needs.failed);
    let failed_in = match needs.failed_in {
        Some((account, chat)) => format!("/accounts/{account}/chats/{chat}"),
        None => "/inbox".to_owned(),
    };
    html! {
        @if needs.count() == 0 {
            p.nothing { (t!(lang, "needs-nothing")) }
        } @else {
            ul {
                @if drafts > 0 {
                    li.twin { a href="/inbox" { (icons::plan()) span { (t!(lang, "needs-drafts", count = drafts)) } } }
                }
                @if questions > 0 {
                    li.twin { a href="/questions" { (icons::ask()) span { (t!(lang, "needs-questions", count = questions)) } } }
                }
                @if failed > 0 {
                    li.bad {
                        a href=(failed_in) { (icons::failed()) span { (t!(lang, "needs-failed", count = failed)) } }
                        form method="post" action="/needs/failed" {
                            button.plain.small type="submit" { (t!(lang, "alert-seen")) }
                        }
                    }
                }
                @if *failed_imports > 0 {
                    li.bad {
                        a href=(IMPORTS) { (icons::failed()) span { (t!(lang, "needs-failed-import")) } }
                        form method="post" action="/needs/imports" {
                            button.plain.small type="submit" { (t!(lang, "alert-seen")) }
                        }
                    }
                }
                @for told in &standing.alerts {
                    li.bad {
                        a href=(alert::remedy_at(told.account, &told.alert.trouble)) {
                            (icons::failed())
                            span { strong { (told.name) } ": " (alert::words(lang, &told.alert.trouble)) }
                        }
                    }
                }
                @for webhook in webhooks_off {
                    li.bad {
                        a href={ "/me/webhooks/" (webhook.id) } {
                            (icons::failed())
                            span { (t!(lang, "needs-webhook")) " " strong { (host(&webhook.url)) } }
                        }
                    }
                }
            }
        }
    }
}

/// What stands above every page: what went wrong with an account, and webhooks that are told nothing any more.
/// `back` is that page.
pub(super) fn bars(lang: Lang, needs: &Needs, back: &str) -> Markup {
    html! {
        (alert::alerts(lang, &needs.standing.alerts, back))
        (webhook::alerts(lang, &needs.webhooks_off))
    }
}

/// All of it on an open page, as it is now.
pub(crate) fn live(lang: Lang, needs: &Needs, page: &str) -> Markup {
    html! {
        (replace("#bars", bars(lang, needs, page)))
        (replace("#waiting", count(needs.drafts)))
        (replace("#waiting-near", count(needs.drafts)))
        (replace("#asked", count(needs.questions)))
        (replace("#asked-near", count(needs.questions)))
        (replace("#needs-count", count(needs.count())))
        (replace("#needs-list", list(lang, needs)))
    }
}

/// Whether an event changes what needs the owner.
pub(crate) fn are_changed_by(event: &TwinEvent) -> bool {
    use TwinEvent as E;
    matches!(
        event,
        E::Asked { .. }
            | E::QuestionClosed { .. }
            | E::Alert { .. }
            | E::Seen
            | E::Paused { .. }
            | E::ImportDone { .. }
            | E::ImportFailed { .. }
    ) || crate::parts::standing::is_changed_by(event)
}

/// A word on what has just happened, if the owner is to look at it. Its text is that of the message, for those
/// who want it in their notifications.
pub(crate) async fn toast(
    lang: Lang,
    engine: &Engine,
    stamped: &Stamped,
) -> Result<Option<Markup>, Error> {
    let (kind, what, text) = match &stamped.event {
        TwinEvent::Drafted { bubbles, .. } => {
            ("twin", t!(lang, "toast-drafted"), bubbles.join("\n"))
        }
        TwinEvent::Asked { text, .. } => ("twin", t!(lang, "toast-asked"), text.clone()),
        TwinEvent::Failed { reason, .. } => {
            ("bad", reason::toast_failed(lang, reason), String::new())
        }
        TwinEvent::Alert { .. } => ("bad", t!(lang, "toast-alert"), String::new()),
        TwinEvent::ImportFailed { .. } => ("bad", t!(lang, "toast-import-failed"), String::new()),
        _ => return Ok(None),
    };
    let (title, to) = match (stamped.account, stamped.chat) {
        (Some(account), Some(chat)) => {
            let found = engine.chat(account, chat, 0).await?;
            let title = found.map(|found| found.chat.peer.title).unwrap_or_default();
            (title, format!("/accounts/{account}/chats/{chat}"))
        }
        (Some(account), None) => {
            let found = engine.account(account).await?;
            let name = found.map(|found| found.account.profile.full_name()).unwrap_or_default();
            let to = match &stamped.event {
                TwinEvent::Alert { alert } => alert::remedy_at(account, &alert.trouble),
                TwinEvent::ImportFailed { .. } => IMPORTS.to_owned(),
                _ => rules_of(account),
            };
            (name, to)
        }
        // It is of no account: the file did not say whose it is.
        (None, _) => (t!(lang, "import-title"), IMPORTS.to_owned()),
    };
    Ok(Some(upsert("#toasts", markup(lang, stamped.seq, kind, &title, &what, &text, &to))))
}

fn markup(
    lang: Lang,
    seq: u64,
    kind: &str,
    title: &str,
    what: &str,
    text: &str,
    to: &str,
) -> Markup {
    html! {
        div.toast.(kind) id={ "toast-" (seq) } data-text=(text) {
            a href=(to) { strong { (title) } ": " (what) }
            button.bare type="button" aria-label=(t!(lang, "toast-close")) { (icons::close()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_great_number_is_not_spelt_out() {
        for (waiting, shown) in [(0, ""), (1, "1"), (99, "99"), (100, "99+"), (u64::MAX, "99+")] {
            assert_eq!(count(waiting).into_string(), shown);
        }
    }

    #[test]
    fn a_hostile_toast_stays_text() {
        let markup = markup(Lang::En, 1, "bad", "<b>", "x", "\"><script>", "/inbox").into_string();
        assert!(!markup.contains("<b>") && !markup.contains("<script>"), "{markup}");
    }
}
