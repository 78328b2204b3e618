//! What the owner can say of a reply, and what the twin has earned: cards of the inbox and of a chat.

use domain::{Grounds, Mode, Pause, Reply, ReplyState, Timestamp};
use engine::{
    Connection, Earned, Inbox, LONGEST_WISH, OpenOffer, OpenReply, OwnersQuestion, TwinEvent,
    WaitsFor,
};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::pages::explained;
use crate::parts::avatar::avatar;
use crate::parts::recalled::percent;
use crate::parts::whose::Names;
use crate::parts::{mode, question, time, voice};

/// The longest message that Telegram takes, in UTF-16 units.
pub(crate) const LONGEST: usize = 4_096;

/// Where it is said why what was typed into a reply was not taken.
pub(crate) const NOT_TAKEN: &str = "not-taken";

/// What a button of a reply's card does.
pub(crate) const SEND: &str = "send";
pub(crate) const STOP: &str = "stop";
pub(crate) const UNDO: &str = "undo";

/// What a button of a draft's card does that has it said otherwise.
pub(crate) const ANOTHER: &str = "another";
pub(crate) const WARMER: &str = "warmer";
pub(crate) const SHORTER: &str = "shorter";
pub(crate) const WORDS: &str = "words";

/// What a button of an offer's card does, beside a mode's code.
pub(crate) const NOT_NOW: &str = "not-now";

/// Where cards stand.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The reader's language.
    pub(crate) lang: Lang,
    /// The present moment.
    pub(crate) now: Timestamp,
    /// The page to come back to.
    pub(crate) back: String,
    /// Whether the page is about one chat: then the cards need not name it.
    pub(crate) of_chat: bool,
    /// Whether a model writes, which can say a draft otherwise.
    pub(crate) has_writer: bool,
    /// To which account or bot a chat belongs, where there are several.
    pub(crate) names: Names,
}

/// Whether an event changes what the cards show.
pub(crate) fn is_changed_by(event: &TwinEvent) -> bool {
    matches!(
        event,
        TwinEvent::Drafted { .. }
            | TwinEvent::Redrafted { .. }
            | TwinEvent::Planned { .. }
            | TwinEvent::Judged { .. }
            | TwinEvent::Cancelled { .. }
            | TwinEvent::Typing { .. }
            | TwinEvent::Sent { .. }
            | TwinEvent::Failed { .. }
            | TwinEvent::Compared { .. }
            | TwinEvent::TakenBack { .. }
            | TwinEvent::Held { .. }
            | TwinEvent::Paused { .. }
            | TwinEvent::Connection { .. }
            | TwinEvent::Asked { .. }
            | TwinEvent::QuestionClosed { .. }
    )
}

impl Place {
    /// That the twin is paused in one chat only, whose page has this address.
    pub(crate) fn pause(&self, pause: &Pause, chat: &str) -> Markup {
        let lang = self.lang;
        html! {
            li.card.standing.paused-here #paused-here {
                p {
                    strong { (t!(lang, "paused-here")) } " "
                    @match pause.until {
                        Some(until) => { (t!(lang, "paused-here-until")) " " (time::moment(until)) "." },
                        None => (t!(lang, "paused-here-for-good")),
                    }
                }
                form.actions method="post" action={ (chat) "/resume" } {
                    input type="hidden" name="back" value=(self.back);
                    button.plain type="submit" { (t!(lang, "resume-here")) }
                }
            }
        }
    }

    /// The cards of one chat: what is open, what can be taken back, what is offered.
    pub(crate) fn of_chat(
        &self,
        inbox: &Inbox,
        earned: &Earned,
        offer: Option<&OpenOffer>,
    ) -> Markup {
        let lang = self.lang;
        // An offer says the same, and the score of watching stands by itself.
        let is_told =
            |so_far: &Grounds| offer.is_some() || matches!(so_far, Grounds::Watched { .. });
        let so_far = earned.so_far.filter(|so_far| !is_told(so_far));
        html! {
            @for open in &inbox.drafts { (self.draft(open)) }
            @for open in &inbox.due { (self.due(open)) }
            @if inbox.drafts.is_empty() && inbox.due.is_empty() {
                @for sent in &inbox.sent { (self.sent(sent)) }
            }
            @if let Some(offer) = offer { (self.offer(offer)) }
            @if let Some((score, of)) = earned.watch {
                li.card.standing #watch-score {
                    p.facts {
                        meter min="0" max="100" value=(percent(score)) aria-label=(t!(lang, "watch-score-label")) {}
                        span { (t!(lang, "watch-score", percent = percent(score), count = of)) }
                    }
                }
            }
            @if let Some(so_far) = so_far {
                li.card.standing #so-far { p.facts { span { (grounds(lang, so_far)) } } }
            }
            @if let (Some(at), None) = (earned.taken_back_at, offer) {
                li.card.standing.taken-back {
                    p { (t!(lang, "taken-back-at")) " " (time::lately(at)) }
                }
            }
        }
    }

    /// A draft that waits. Once it goes out it is another card: what has the focus on one has it on none of the others.
    pub(crate) fn draft(&self, open: &OpenReply) -> Markup {
        let lang = self.lang;
        let texts: Vec<&str> = open.reply.bubbles.iter().map(|bubble| &*bubble.text).collect();
        let text = texts.join("\n");
        let field = format!("text-{}", open.reply.id);
        html! {
            li.card.standing.draft id={ "r-" (open.reply.id) } {
                (self.head(open, t!(lang, "draft-waits")))
                (asked(open))
                form method="post" action={ "/inbox/" (open.reply.id) } hx-post={ "/inbox/" (open.reply.id) } hx-swap="none" hx-sync="drop" {
                    input type="hidden" name="back" value=(self.back);
                    label.visually-hidden for=(field) { (t!(lang, "draft-text")) }
                    textarea id=(field) name="text" rows=(text.lines().count().clamp(2, 8)) required
                        maxlength=(LONGEST) autocomplete="off" aria-describedby={ "hint-" (open.reply.id) }
                    { "\n" (text) }
                    (spoken(lang, open))
                    p.note id={ "hint-" (open.reply.id) } {
                        (t!(lang, "draft-hint"))
                        @if is_spoken(open) { " " (t!(lang, "draft-spoken-hint")) }
                    }
                    div.actions {
                        button type="submit" name="action" value=(SEND) { (t!(lang, "draft-send")) }
                        button.plain type="submit" name="action" value=(STOP) formnovalidate {
                            (t!(lang, "draft-stop"))
                        }
                        (why(lang, open))
                    }
                    (otherwise(lang, &format!("wish-{}", open.reply.id), self.has_writer))
                }
            }
        }
    }

    /// What the owner typed into a draft that was not taken so: to be mended while the draft waits,
    /// to be copied once it is over.
    pub(crate) fn again(&self, open: &OpenReply, text: &str, waits: bool) -> Markup {
        let lang = self.lang;
        let reply = open.reply.id;
        let field = format!("again-{reply}");
        html! {
            form.card.standing.draft method="post" action={ "/inbox/" (reply) } hx-post={ "/inbox/" (reply) } hx-swap="none" hx-sync="drop" {
                (self.head(open, t!(lang, "inbox-yours")))
                (asked(open))
                input type="hidden" name="back" value=(self.back);
                label.visually-hidden for=(field) { (t!(lang, "inbox-yours")) }
                textarea id=(field) name="text" rows=(text.lines().count().clamp(2, 8)) required
                    readonly[!waits] autocomplete="off" aria-describedby=(NOT_TAKEN) aria-invalid=[waits.then_some("true")]
                { "\n" (text) }
                @if waits {
                    div.actions {
                        button type="submit" name="action" value=(SEND) { (t!(lang, "draft-send")) }
                    }
                }
            }
        }
    }

    /// A reply that goes out by itself.
    pub(crate) fn due(&self, open: &OpenReply) -> Markup {
        let lang = self.lang;
        html! {
            li.card.standing.due id={ "due-" (open.reply.id) } {
                @let waits = open.waits.is_some();
                (self.head(open, if waits { t!(lang, "due-waits") } else { t!(lang, "due-goes-out") }))
                (asked(open))
                (said(open))
                (spoken(lang, open))
                @if let Some(waits) = open.waits { p.held { (held(lang, waits)) } }
                form.actions method="post" action={ "/inbox/" (open.reply.id) } hx-post={ "/inbox/" (open.reply.id) } hx-swap="none" hx-sync="drop" {
                    input type="hidden" name="back" value=(self.back);
                    button.plain type="submit" name="action" value=(STOP) { (t!(lang, "due-stop")) }
                    @if open.waits.is_none() { (time::countdown(lang, self.now, open.reply.send_at)) }
                    (why(lang, open))
                }
            }
        }
    }

    /// A question of the twin's.
    pub(crate) fn question(&self, asked: &OwnersQuestion) -> Markup {
        let names = Some(&self.names).filter(|_| !self.of_chat);
        question::card(self.lang, asked, None, &self.back, names)
    }

    /// What was sent and can be taken back.
    pub(crate) fn sent(&self, open: &OpenReply) -> Markup {
        let lang = self.lang;
        html! {
            li.card.standing.sent id={ "sent-" (open.reply.id) } {
                (self.head(open, sent_in_words(lang, &open.reply)))
                div.said { @for bubble in open.reply.arrived() { p.text { (bubble.text) } } }
                form.actions method="post" action={ "/inbox/" (open.reply.id) } hx-post={ "/inbox/" (open.reply.id) } hx-swap="none" hx-sync="drop" {
                    input type="hidden" name="back" value=(self.back);
                    button.plain type="submit" name="action" value=(UNDO) { (t!(lang, "sent-undo")) }
                    small.note { (t!(lang, "sent-undo-hint")) }
                    (why(lang, open))
                }
            }
        }
    }

    /// More that the twin has earned.
    pub(crate) fn offer(&self, open: &OpenOffer) -> Markup {
        let lang = self.lang;
        let OpenOffer { account, chat, title, offer } = open;
        let action = format!("/accounts/{account}/chats/{chat}/earned");
        html! {
            li.card.standing.offer id={ "o-" (account) "-" (chat) } {
                @if !self.of_chat {
                    a.person href={ "/accounts/" (account) "/chats/" (chat) } {
                        (avatar(*chat, title))
                        span.names { strong { (title) } (self.names.label(*account)) }
                    }
                }
                p { strong { (step(lang, offer.mode)) } }
                p { (grounds(lang, offer.grounds)) }
                form.actions method="post" action=(action) {
                    input type="hidden" name="back" value=(self.back);
                    button type="submit" name="answer" value=(mode::code(offer.mode)) {
                        (t!(lang, "offer-accept"))
                    }
                    button.plain type="submit" name="answer" value=(NOT_NOW) {
                        (t!(lang, "offer-not-now"))
                    }
                }
            }
        }
    }

    /// Whom a card is about, and what of it.
    fn head(&self, open: &OpenReply, what: String) -> Markup {
        let reply = &open.reply;
        let at = if reply.state.is_open() { reply.created_at } else { reply.send_at };
        html! {
            @if self.of_chat {
                p.title { span { (what) } (time::lately(at)) }
            } @else {
                a.person href={ "/accounts/" (reply.account) "/chats/" (reply.chat) } {
                    (avatar(reply.chat, &open.title))
                    span.names {
                        strong { (open.title) }
                        small { (what) " · " (time::lately(at)) }
                        (self.names.label(reply.account))
                    }
                }
            }
        }
    }
}

/// The ways to have a draft said otherwise: where no model writes, only another that the owner once took.
fn otherwise(lang: Lang, field: &str, has_writer: bool) -> Markup {
    let button = |action: &str, name: &str| {
        html! {
            button.plain type="submit" name="action" value=(action) formnovalidate { (name) }
        }
    };
    html! {
        details.more.otherwise {
            summary { (t!(lang, "reword-title")) }
            div.actions {
                @if has_writer {
                    (button(WARMER, &t!(lang, "reword-warmer")))
                    (button(SHORTER, &t!(lang, "reword-shorter")))
                }
                (button(ANOTHER, &t!(lang, "reword-another")))
            }
            @if has_writer {
                div.wish {
                    label.visually-hidden for=(field) { (t!(lang, "reword-words")) }
                    input id=(field) type="text" name="wish" maxlength=(LONGEST_WISH) autocomplete="off"
                        placeholder=(t!(lang, "reword-words-example"));
                    (button(WORDS, &t!(lang, "reword-do")))
                }
            } @else {
                p.note { (t!(lang, "reword-with-model")) " " a href="/model" { (t!(lang, "reword-choose")) } }
            }
        }
    }
}

/// For what a reply waits, and until when where that is known.
fn held(lang: Lang, waits: WaitsFor) -> Markup {
    match waits {
        WaitsFor::Pause(Some(until)) => {
            html! { (t!(lang, "due-paused-until")) " " (time::moment(until)) "." }
        }
        WaitsFor::Pause(None) => html! { (t!(lang, "due-paused")) },
        WaitsFor::Connection(Connection::ToldToWait) => html! { (t!(lang, "due-told-to-wait")) },
        WaitsFor::Connection(_) => html! { (t!(lang, "due-connection")) },
        WaitsFor::Turn => html! { (t!(lang, "due-any-moment")) },
    }
}

/// The way to why the twin says that.
fn why(lang: Lang, open: &OpenReply) -> Markup {
    html! { a.why href=(explained::address(open.reply.account, open.reply.id)) { (t!(lang, "draft-why")) } }
}

fn asked(open: &OpenReply) -> Markup {
    html! {
        @if !open.asked.is_empty() { p.asked { (open.asked.join("\n")) } }
    }
}

fn said(open: &OpenReply) -> Markup {
    html! {
        div.said { @for bubble in &open.reply.bubbles { p.text { (bubble.text) } } }
    }
}

/// Whether a reply was sent, in words.
fn sent_in_words(lang: Lang, reply: &Reply) -> String {
    if reply.state == ReplyState::Failed {
        t!(lang, "sent-partly", sent = reply.arrived().count(), count = reply.bubbles.len())
    } else {
        t!(lang, "sent-lately")
    }
}

/// What is offered, in words.
fn step(lang: Lang, mode: Mode) -> String {
    match mode {
        Mode::Auto => t!(lang, "offer-auto"),
        Mode::Countdown => t!(lang, "offer-countdown"),
        Mode::Off | Mode::Watch | Mode::Draft => t!(lang, "offer-draft"),
    }
}

/// Why it is offered, in words.
fn grounds(lang: Lang, grounds: Grounds) -> String {
    match grounds {
        Grounds::Watched { score, of } => {
            t!(lang, "offer-watched", percent = percent(score), count = of)
        }
        Grounds::Drafts { unchanged, of } => {
            t!(lang, "offer-unchanged", unchanged = unchanged, count = of)
        }
        Grounds::Countdowns { let_go, of } => {
            t!(lang, "offer-let-go", let_go = let_go, count = of)
        }
    }
}

/// Whether a reply goes out as a voice note.
fn is_spoken(open: &OpenReply) -> bool {
    open.reply.bubbles.iter().any(|bubble| bubble.spoken.is_some())
}

/// The voice notes of a reply, to be listened to before they go out.
fn spoken(lang: Lang, open: &OpenReply) -> Markup {
    let positions = open.reply.bubbles.iter().enumerate();
    html! {
        @for (position, _) in positions.filter(|(_, bubble)| bubble.spoken.is_some()) {
            (voice::player(&t!(lang, "draft-listen"), &voice::of_reply(open.reply.id, position)))
        }
    }
}
