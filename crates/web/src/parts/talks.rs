//! The list of chats beside the inbox and beside a conversation: filtered, searched, page by page, live.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::{AccountId, Author, PeerId, Timestamp};
use engine::{ChatRow, ChatRows, ListPlace, Stamped, TwinEvent, Which};
use maud::{Markup, html};
use serde::Deserialize;

use crate::Site;
use crate::error::{Error, encoded};
use crate::i18n::{Lang, t};
use crate::icons;
use crate::parts::avatar::avatar;
use crate::parts::doing::doing;
use crate::parts::whose::Names;
use crate::parts::{bubble, keys, mode, time};
use crate::stream::replace;

/// How many chats are shown at once.
const PAGE: usize = 40;

/// What of the list is shown, as it stands behind an address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choice {
    /// Which chats: see [`code`].
    show: String,
    /// What their names hold.
    q: String,
    /// The place after which the page begins.
    after: String,
}

const NEEDS: &str = "needs";
const LIVELY: &str = "active";
const ALL: &str = "all";

impl Choice {
    /// The first page of all chats.
    #[cfg(test)]
    pub(crate) fn of(show: &str) -> Self {
        Self { show: show.to_owned(), ..Self::default() }
    }

    fn which(&self) -> Which {
        match self.show.as_str() {
            NEEDS => Which::NeedsOwner,
            LIVELY => Which::Lively,
            _ => Which::All,
        }
    }

    /// Whether the reader has chosen something: then they want the list.
    pub(crate) fn is_made(&self) -> bool {
        !self.show.is_empty() || !self.q.is_empty()
    }

    /// The same behind an address; nothing if nothing was chosen.
    pub(crate) fn query(&self) -> String {
        let parts = [("show", &self.show), ("q", &self.q)];
        let parts = parts.iter().filter(|(_, value)| !value.is_empty());
        let parts: Vec<String> =
            parts.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// The same with what an address has already.
    pub(crate) fn added_to(&self, address: &str) -> String {
        let query = self.query();
        if address.contains('?') {
            format!("{address}{}", query.replace('?', "&"))
        } else {
            address.to_owned() + &query
        }
    }

    /// The address of the stream that keeps just this page of the list alive.
    pub(crate) fn stream(&self, address: &str) -> String {
        if self.after.is_empty() {
            return self.added_to(address);
        }
        self.added_to(&format!("{address}?after={}", encoded(&self.after)))
    }

    fn place(&self) -> Result<Option<ListPlace>, Error> {
        if self.after.is_empty() {
            return Ok(None);
        }
        let mut parts = self.after.splitn(3, '_');
        let mut part = || parts.next().ok_or(Error::NotFound);
        let newest_at = part()?.parse().map_err(|_| Error::NotFound)?;
        let account = part()?.parse().map_err(|_| Error::NotFound)?;
        let chat = part()?.parse().map_err(|_| Error::NotFound)?;
        let newest_at = Timestamp::from_millis(newest_at);
        Ok(Some(ListPlace { newest_at, account, chat: PeerId(chat) }))
    }
}

/// A place as it stands behind an address.
fn code(place: &ListPlace) -> String {
    format!("{}_{}_{}", place.newest_at.as_millis(), place.account, place.chat)
}

/// The list, live.
#[derive(Clone)]
pub(crate) struct Talks {
    site: Arc<Site>,
    lang: Lang,
    choice: Choice,
    /// The chat whose page it stands beside.
    here: Option<(AccountId, PeerId)>,
    /// Whether something has happened that it does not show yet.
    is_stale: Arc<AtomicBool>,
}

impl Talks {
    /// The list for a choice, beside the page of a chat or without one.
    pub(crate) fn new(
        site: Arc<Site>,
        lang: Lang,
        choice: Choice,
        here: Option<(AccountId, PeerId)>,
    ) -> Self {
        Self { site, lang, choice, here, is_stale: Arc::default() }
    }

    /// What is on the list.
    pub(crate) async fn found(&self) -> Result<ChatRows, Error> {
        let Choice { q, .. } = &self.choice;
        let after = self.choice.place()?;
        Ok(self.site.engine.chat_rows(self.choice.which(), q, after, PAGE).await?)
    }

    /// The list as it stands beside a page.
    pub(crate) async fn pane(&self, needs: u64) -> Result<Markup, Error> {
        let (found, names) = (self.found().await?, self.names().await?);
        Ok(pane(&self.shown(&found, &names), needs))
    }

    async fn names(&self) -> Result<Names, Error> {
        Names::find(&self.site.engine).await
    }

    fn shown<'a>(&'a self, found: &'a ChatRows, names: &'a Names) -> Shown<'a> {
        let now = self.site.clock.now();
        Shown { lang: self.lang, now, choice: &self.choice, here: self.here, found, names }
    }

    /// The rows of a further page.
    pub(crate) async fn further(&self) -> Result<Markup, Error> {
        let (found, names) = (self.found().await?, self.names().await?);
        let shown = self.shown(&found, &names);
        Ok(html! { ul.talks { (rows(&shown, false)) } (more(&shown)) })
    }

    /// The first page, as it is now.
    pub(crate) async fn all(&self) -> Result<Markup, Error> {
        let (found, names) = (self.found().await?, self.names().await?);
        Ok(replace("#talks", rows(&self.shown(&found, &names), true)))
    }

    /// Notes whether an event changes the list.
    pub(crate) fn note(&self, stamped: &Stamped) {
        if stamped.chat.is_some() && changes(&stamped.event) {
            self.is_stale.store(true, Ordering::Relaxed);
        }
    }

    /// The first page, if it has changed since it was last drawn.
    pub(crate) async fn settle(&self) -> Result<Option<Markup>, Error> {
        if self.is_stale.swap(false, Ordering::Relaxed) {
            return self.all().await.map(Some);
        }
        Ok(None)
    }
}

/// Whether the list shows an event.
fn changes(event: &TwinEvent) -> bool {
    !matches!(
        event,
        TwinEvent::Read
            | TwinEvent::Explained { .. }
            | TwinEvent::Compared { .. }
            | TwinEvent::Redrafted { .. }
            | TwinEvent::Remembered { .. }
            | TwinEvent::MemoryChanged
            | TwinEvent::HistoryProgress { .. }
            | TwinEvent::ImportProgress { .. }
    )
}

/// What the list shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) lang: Lang,
    pub(crate) now: Timestamp,
    pub(crate) choice: &'a Choice,
    pub(crate) here: Option<(AccountId, PeerId)>,
    pub(crate) found: &'a ChatRows,
    pub(crate) names: &'a Names,
}

/// The list with its filters; `needs` is how many chats wait for the owner.
pub(crate) fn pane(shown: &Shown<'_>, needs: u64) -> Markup {
    let Shown { lang, choice, .. } = *shown;
    let which = choice.which();
    html! {
        section.pane.list aria-label=(t!(lang, "talks-title")) {
            header.list-top {
                nav.segments aria-label=(t!(lang, "talks-show")) {
                    @for (code, is, name) in [
                        (NEEDS, Which::NeedsOwner, t!(lang, "talks-needs")),
                        (LIVELY, Which::Lively, t!(lang, "talks-active")),
                        (ALL, Which::All, t!(lang, "talks-all")),
                    ] {
                        a href={ "/inbox" (Choice { show: code.to_owned(), ..choice.clone() }.query()) }
                            aria-current=[(which == is).then_some("true")]
                        {
                            (name)
                            @if is == Which::NeedsOwner && needs > 0 { " " span.badge { (needs) } }
                        }
                    }
                }
                form.search role="search" method="get" action="/inbox" {
                    input type="hidden" name="show" value=(choice.show);
                    (icons::search())
                    input type="search" name="q" value=(choice.q) placeholder=(t!(lang, "talks-search"))
                        aria-label=(t!(lang, "talks-search")) autocomplete="off" maxlength="80";
                }
                (keys::button(lang))
            }
            div.scrolls tabindex="0" role="region" aria-label=(t!(lang, "talks-title")) {
                ul #talks .talks { (rows(shown, true)) }
                (more(shown))
            }
        }
    }
}

/// The rows of a page; those of the first one are named, so that they can be kept alive.
fn rows(shown: &Shown<'_>, is_named: bool) -> Markup {
    let Shown { lang, choice, found, .. } = *shown;
    html! {
        @for one in &found.rows { (row(shown, one, is_named)) }
        @if found.rows.is_empty() {
            li.empty {
                (icons::done())
                p {
                    @if !choice.q.is_empty() { (t!(lang, "talks-none-found")) }
                    @else if choice.which() == Which::NeedsOwner { (t!(lang, "talks-none-needs")) }
                    @else { (t!(lang, "chats-none-anywhere")) }
                }
            }
        }
    }
}

fn row(shown: &Shown<'_>, one: &ChatRow, is_named: bool) -> Markup {
    let Shown { lang, now, choice, here, names, .. } = *shown;
    let ChatRow { account, chat, .. } = one;
    let peer = &chat.peer;
    let is_here = here == Some((*account, peer.id));
    let id = is_named.then(|| format!("talk-{account}-{}", peer.id));
    html! {
        li.talk id=[id] {
            a.person href={ "/accounts/" (account) "/chats/" (peer.id) (choice.query()) }
                aria-current=[is_here.then_some("page")]
            {
                (avatar(peer.id, &peer.title))
                span.names {
                    span.line {
                        strong { (peer.title) }
                        @if let Some(message) = &chat.last_message {
                            small.when { (time::lately(message.sent_at)) }
                        }
                    }
                    span.line {
                        small.last {
                            @if let Some(message) = &chat.last_message {
                                @match message.author {
                                    Author::Other => "",
                                    Author::Owner => b { (t!(lang, "chats-you")) " " },
                                    Author::Twin => b.twin { (t!(lang, "chats-twin")) " " },
                                }
                                (bubble::summary(lang, &message.content))
                            }
                        }
                        @match one.doing {
                            Some(what) => (doing(lang, now, what)),
                            None => small.mode-of { (mode::name(lang, one.mode)) },
                        }
                    }
                    (names.label(*account))
                }
            }
        }
    }
}

/// What fetches the next page, once it is seen, or by a click.
fn more(shown: &Shown<'_>) -> Markup {
    let Shown { lang, choice, found, .. } = *shown;
    let last = found.rows.last().filter(|_| found.has_more);
    html! {
        @if let Some(last) = last {
            @let after = format!("after={}", code(&last.place));
            @let further = choice.added_to(&format!("/inbox/chats?{after}"));
            div.more-talks hx-get=(further) hx-trigger="revealed" hx-swap="outerHTML" {
                a href=(choice.added_to(&format!("/inbox?{after}"))) { (t!(lang, "talks-more")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_comes_back_from_its_address() {
        assert_eq!(Choice::default().query(), "");
        let choice = Choice { q: "Аня & co".to_owned(), ..Choice::of(NEEDS) };
        assert_eq!(choice.query(), "?show=needs&q=%D0%90%D0%BD%D1%8F%20%26%20co");
        assert_eq!(Choice::of(ALL).added_to("/inbox?after=1"), "/inbox?after=1&show=all");
        assert_eq!(Choice::of(ALL).stream("/inbox/events"), "/inbox/events?show=all");
        let further = Choice { after: "1_2_3".to_owned(), ..Choice::of(ALL) };
        assert_eq!(further.stream("/inbox/events"), "/inbox/events?after=1_2_3&show=all");
    }

    #[test]
    fn a_place_comes_back_from_its_address_and_nothing_else_does() {
        let place = ListPlace {
            newest_at: Timestamp::from_secs(7),
            account: AccountId::new(Timestamp::from_secs(1), 1),
            chat: PeerId(-100_500),
        };
        let after = |text: &str| Choice { after: text.to_owned(), ..Choice::default() }.place();
        assert_eq!(after(&code(&place)).unwrap(), Some(place));
        assert_eq!(after("").unwrap(), None);
        for broken in ["_", "x_y_z", "1_2_3", "9", "1__"] {
            assert!(after(broken).is_err(), "{broken}");
        }
    }
}
