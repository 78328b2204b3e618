//! Live streams: what a page shows, then every change of it, as server-sent events.
//!
//! An event carries fragments of HTML which htmx puts in place. Every fragment says where it goes
//! and may be put there twice, so a stream has one cure for whatever was missed: it draws
//! everything anew. A page that comes back with `Last-Event-ID` is sent only what it missed, if the
//! engine still has it.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use access::{Access, Signed};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::{Clock, Timestamp};
use engine::{Engine, Stamped, Subscription};
use futures_util::future::{Either, select};
use futures_util::stream::{self, Stream, StreamExt};
use maud::{Markup, Render, html};
use webhooks::Webhooks;

use crate::Site;
use crate::error::{self, Error};
use crate::i18n::Lang;
use crate::layout::{self, Needs};

/// How often an idle stream shows that it is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A part of a page that follows the engine.
pub(crate) trait Live: Send + 'static {
    /// How long nothing is [settled](Live::settle) again after it was: others may write as fast as they like.
    const CALM: Duration = Duration::ZERO;

    /// All of it, as it is now.
    fn all(&self) -> impl Future<Output = Result<Markup, Error>> + Send;

    /// What an event changes; `None` if nothing.
    fn change(&self, event: &Stamped)
    -> impl Future<Output = Result<Option<Markup>, Error>> + Send;

    /// What is drawn once for many events, as soon as no more of them wait; `None` if they changed nothing of it.
    fn settle(&self) -> impl Future<Output = Result<Option<Markup>, Error>> + Send {
        async { Ok(None) }
    }
}

/// Adds the children of `content` to the element `target`, in the order of their ids; a child that
/// is there already is replaced.
pub(crate) fn upsert(target: &str, content: impl Render) -> Markup {
    html! { hx-upsert hx-target=(target) { (content) } }
}

/// Replaces what is inside the element `target`, leaving alone what is the same.
pub(crate) fn replace(target: &str, content: impl Render) -> Markup {
    html! { hx-partial hx-target=(target) hx-swap="innerMorph" { (content) } }
}

/// Replaces what is inside the element `target` even where it is the same: what the reader has chosen there counts
/// no more.
pub(crate) fn anew(target: &str, content: impl Render) -> Markup {
    html! { hx-partial hx-target=(target) hx-swap="innerHTML" { (content) } }
}

/// The event that carries fragments.
pub(crate) fn event(fragments: Markup) -> Event {
    Event::default().data(fragments.into_string())
}

/// A response of events that stays open.
pub(crate) fn respond(
    events: impl Stream<Item = Event> + Send + 'static,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    Sse::new(events.map(Ok)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

/// The events of a live part, for the page that sent `headers`.
pub(crate) fn follow<L: Live>(
    site: &Site,
    lang: Lang,
    headers: &HeaderMap,
    live: L,
) -> impl Stream<Item = Event> + Send + use<L> {
    let seen = seen(headers, site.started);
    let follower = Follower {
        lang,
        page: error::page_of(headers).unwrap_or_default(),
        engine: site.engine.clone(),
        webhooks: site.webhooks.clone(),
        clock: Arc::clone(&site.clock),
        access: site.access.clone(),
        signed: site.signed.clone(),
        subscription: site.engine.subscribe(seen),
        calm_until: site.clock.now(),
        is_owing: false,
        run: site.started,
        seen,
        is_new: seen.is_none(),
        live,
    };
    stream::unfold(follower, async |mut follower| match follower.next().await {
        Ok(event) => event.map(|event| (event, follower)),
        Err(error) => {
            // The page comes back by itself and is drawn anew.
            tracing::error!(error = &error as &dyn std::error::Error, "live stream ended");
            None
        }
    })
}

struct Follower<L> {
    lang: Lang,
    /// The path of the open page.
    page: String,
    engine: Engine,
    webhooks: Option<Webhooks>,
    clock: Arc<dyn Clock>,
    access: Option<Access>,
    signed: Option<Signed>,
    subscription: Subscription,
    /// Until when nothing is settled.
    calm_until: Timestamp,
    /// Whether something is to be settled then.
    is_owing: bool,
    run: Timestamp,
    seen: Option<u64>,
    is_new: bool,
    live: L,
}

impl<L: Live> Follower<L> {
    async fn next(&mut self) -> Result<Option<Event>, Error> {
        if std::mem::take(&mut self.is_new) {
            let all = self.live.all().await?;
            let now = self.clock.now();
            let needs =
                needs(self.lang, &self.engine, self.webhooks.as_ref(), now, &self.page).await?;
            return Ok(Some(event(html! { (all) (needs) })));
        }
        while let Some(came) = self.came().await {
            if !may_read(self.access.as_ref(), self.signed.as_ref()).await? {
                return Ok(None);
            }
            let Came::Event(stamped) = came else {
                if let Some(settled) = self.settle().await? {
                    let seen = self.seen.unwrap_or_default();
                    return Ok(Some(event(settled).id(id(self.run, seen))));
                }
                continue;
            };
            let missed_some = self.seen.is_some_and(|seen| stamped.seq != seen + 1);
            self.seen = Some(stamped.seq);
            let fragments = if missed_some {
                Some(self.live.all().await?)
            } else {
                self.live.change(&stamped).await?
            };
            // Every page shows what needs the owner.
            let needs = if missed_some || layout::are_changed_by(&stamped.event) {
                let now = self.clock.now();
                Some(needs(self.lang, &self.engine, self.webhooks.as_ref(), now, &self.page).await?)
            } else {
                None
            };
            let toast = layout::toast(self.lang, &self.engine, &stamped).await?;
            let is_told = fragments.is_some() || needs.is_some() || toast.is_some();
            let settled = if self.subscription.has_more() {
                None
            } else if is_told || self.clock.now() >= self.calm_until {
                // A page that comes back is sent only what came after what it was told last.
                self.settle().await?
            } else {
                self.is_owing = true;
                None
            };
            if fragments.is_some() || settled.is_some() || needs.is_some() || toast.is_some() {
                let parts = fragments.iter().chain(&settled).chain(&needs).chain(&toast);
                let fragments = html! { @for part in parts { (part) } };
                return Ok(Some(event(fragments).id(id(self.run, stamped.seq))));
            }
        }
        Ok(None)
    }

    /// The next event, or that the calm is over in which something was to be settled; `None` when the engine is
    /// gone.
    async fn came(&mut self) -> Option<Came> {
        let event = pin!(self.subscription.next());
        if !self.is_owing {
            return event.await.map(Came::Event);
        }
        match select(event, self.clock.sleep_until(self.calm_until)).await {
            Either::Left((event, _)) => event.map(Came::Event),
            Either::Right(_) => Some(Came::Calm),
        }
    }

    async fn settle(&mut self) -> Result<Option<Markup>, Error> {
        self.is_owing = false;
        let settled = self.live.settle().await?;
        if settled.is_some() {
            self.calm_until = self.clock.now() + L::CALM;
        }
        Ok(settled)
    }
}

/// What a page is told next.
enum Came {
    /// Something happened.
    Event(Arc<Stamped>),
    /// What happened is to be drawn by now.
    Calm,
}

/// What needs the owner now, for the page at a path.
async fn needs(
    lang: Lang,
    engine: &Engine,
    webhooks: Option<&Webhooks>,
    now: Timestamp,
    page: &str,
) -> Result<Markup, Error> {
    Ok(layout::live(lang, &Needs::of(engine, webhooks, now).await?, page))
}

/// Whether whoever opened a stream has not been signed out since.
pub(crate) async fn may_read(
    access: Option<&Access>,
    signed: Option<&Signed>,
) -> Result<bool, Error> {
    Ok(match (access, signed) {
        (Some(access), Some(signed)) => access.is_still_signed_in(signed).await?,
        // It was open to everybody; from the first password on it is not.
        (Some(access), None) => access.is_open().await?,
        (None, _) => true,
    })
}

/// The last event that was seen, if it was one of this run.
pub(crate) fn seen(headers: &HeaderMap, run: Timestamp) -> Option<u64> {
    let id = headers.get("last-event-id")?.to_str().ok()?;
    parse_id(id, run)
}

/// Events are numbered anew with every start of the engine, so their ids name the start too.
pub(crate) fn id(run: Timestamp, seq: u64) -> String {
    format!("{}-{seq}", run.as_millis())
}

fn parse_id(id: &str, run: Timestamp) -> Option<u64> {
    let (of_run, seq) = id.split_once('-')?;
    (of_run.parse() == Ok(run.as_millis())).then(|| seq.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_an_earlier_run_is_not_taken_for_one_of_ours() {
        let run = Timestamp::from_millis(1_700_000_000_123);
        assert_eq!(parse_id(&id(run, 42), run), Some(42));
        assert_eq!(parse_id(&id(Timestamp::from_millis(5), 42), run), None);
        for broken in ["", "42", "-", "x-42", "1700000000123-", "1700000000123-x"] {
            assert_eq!(parse_id(broken, run), None, "{broken}");
        }
    }

    #[test]
    fn fragments_say_where_they_go() {
        assert_eq!(
            upsert("#timeline", html! { li #s-1 { "a" } }).into_string(),
            r##"<hx-upsert hx-target="#timeline"><li id="s-1">a</li></hx-upsert>"##
        );
        assert_eq!(
            replace("#now", "<b>").into_string(),
            r##"<hx-partial hx-target="#now" hx-swap="innerMorph">&lt;b&gt;</hx-partial>"##
        );
    }

    #[tokio::test]
    async fn line_breaks_of_a_message_stay_inside_their_event() {
        let body = respond(stream::iter([event(html! { p { "one\r\ntwo\n\nid: 7\ndata: x" } })]));
        let body = axum::response::IntoResponse::into_response(body).into_body();
        let bytes = axum::body::to_bytes(body, 10_000).await.unwrap();
        let body = std::str::from_utf8(&bytes).unwrap();
        let event = body.strip_suffix("\n\n").expect("one event, ended by an empty line");
        for line in event.split(['\r', '\n']) {
            assert!(line.starts_with("data: "), "{line} in {body:?}");
        }
    }
}
