//! The steps of the way of a message, as a timeline, and what the twin is doing right now.

use domain::{
    AccountId, Author, Message, OwnerWord, PeerId, QuestionState, Timestamp, WithoutModel,
};
use engine::{Closeness, Recalled, SilenceReason};
use engine::{PastStep, Stamped, TwinEvent, Voices};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::icons;
use crate::pages::explained;
use crate::parts::recalled::percent;
use crate::parts::{bubble, mode, model, reason, recalled, time, voice};

/// For whom and when a timeline is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    /// The reader's language.
    pub(crate) lang: Lang,
    /// When the pages came up; see [`Site::started`](crate::Site).
    pub(crate) run: Timestamp,
    /// The owner's first name.
    pub(crate) owner: String,
    /// The name of the other side of the chat.
    pub(crate) other: String,
}

/// A step before it is drawn.
struct Step {
    kind: &'static str,
    icon: Markup,
    title: String,
    body: Markup,
}

impl Timeline {
    /// The steps that an event makes; none for what belongs to no chat. The `id` of a step is the
    /// same whenever it is drawn, so that drawing it twice shows it once.
    pub(crate) fn steps(&self, stamped: &Stamped, voices: &Voices, now: Timestamp) -> Markup {
        let id = format!("s-{}-{}", self.run.as_millis(), stamped.seq);
        self.list(&id, stamped, voices, now)
    }

    /// The steps of something that happened in a chat before what the engine remembers.
    pub(crate) fn past(
        &self,
        account: AccountId,
        chat: PeerId,
        PastStep { key, at, event }: PastStep,
        voices: &Voices,
        now: Timestamp,
    ) -> Markup {
        let stamped = Stamped { seq: 0, at, account: Some(account), chat: Some(chat), event };
        self.list(&format!("p-{key}"), &stamped, voices, now)
    }

    fn list(&self, id: &str, stamped: &Stamped, voices: &Voices, now: Timestamp) -> Markup {
        html! {
            @for (part, step) in self.of(stamped, voices, now).into_iter().enumerate() {
                li.step.(step.kind) id={ (id) "-" (part) } {
                    span.mark { (step.icon) }
                    div.what {
                        p.title { span { (step.title) } (time::when(stamped.at)) }
                        (step.body)
                    }
                }
            }
        }
    }

    fn of(&self, stamped: &Stamped, voices: &Voices, now: Timestamp) -> Vec<Step> {
        let (lang, chat) = (self.lang, stamped.chat);
        let step = |kind, icon, title, body| vec![Step { kind, icon, title, body }];
        let nothing = html! {};
        match &stamped.event {
            // These belong to the account as a whole.
            TwinEvent::Connection { .. }
            | TwinEvent::HistoryProgress { .. }
            | TwinEvent::HistoryDone { .. }
            | TwinEvent::HistoryRefused { .. }
            | TwinEvent::ImportProgress { .. }
            | TwinEvent::ImportDone { .. }
            | TwinEvent::ImportFailed { .. }
            | TwinEvent::PolicyChanged
            | TwinEvent::Alert { .. }
            | TwinEvent::Seen
            // The page of the memory shows it.
            | TwinEvent::MemoryChanged
            // The messages stand beside the steps.
            | TwinEvent::Edited { .. }
            | TwinEvent::Deleted { .. } => vec![],
            // Of all chats, unless it says of which.
            TwinEvent::Paused { .. } if chat.is_none() => vec![],
            TwinEvent::Paused { pause } => step(
                "quiet",
                icons::pause(),
                match pause {
                    Some(_) => t!(lang, "paused-here"),
                    None => t!(lang, "step-resumed-here"),
                },
                html! {
                    @if let Some(until) = pause.and_then(|pause| pause.until) {
                        p { (t!(lang, "paused-here-until")) " " (time::moment(until)) }
                    }
                },
            ),
            &TwinEvent::Remembered { kept, replaced, offered } => step(
                "minor",
                icons::recall(),
                t!(lang, "step-remembered"),
                html! {
                    p { (t!(lang, "remembered", kept = kept, replaced = replaced, offered = offered)) }
                },
            ),
            TwinEvent::Asked { text, .. } => step(
                "silent",
                icons::person(),
                t!(lang, "step-asked"),
                html! {
                    p.asked { (text) }
                    p { a href="/questions" { (t!(lang, "step-asked-hint")) } }
                },
            ),
            TwinEvent::QuestionClosed { end, .. } => step(
                "minor",
                icons::person(),
                match end.state() {
                    QuestionState::Answered => t!(lang, "step-question-answered"),
                    _ => t!(lang, "step-question-dropped"),
                },
                html! { p { (reason::question_ended(lang, *end)) } },
            ),
            TwinEvent::AnswerPlanned { bubbles, send_at, .. } => step(
                "planned",
                icons::person(),
                t!(lang, "step-answer-planned"),
                html! {
                    div.said { @for text in bubbles { p.text { (text) } } }
                    (time::countdown(lang, now, *send_at))
                },
            ),
            TwinEvent::Listening { .. }
            | TwinEvent::Heard { .. }
            | TwinEvent::NotHeard { .. }
            | TwinEvent::Speaking { .. }
            | TwinEvent::NotSpoken { .. }
            | TwinEvent::Recording { .. } => voice::step(lang, &self.other, &stamped.event)
                .map(|(kind, icon, title, body)| Step { kind, icon, title, body })
                .into_iter()
                .collect(),
            TwinEvent::Message { message } => vec![self.message(message, voices)],
            TwinEvent::Ignored { reason } => step(
                "quiet",
                icons::ignored(),
                t!(lang, "step-ignored"),
                html! { p { (reason::ignored(lang, *reason)) } },
            ),
            TwinEvent::Waiting { until } => step(
                "waiting",
                icons::wait(),
                t!(lang, "step-waiting"),
                time::countdown(lang, now, *until),
            ),
            TwinEvent::StandingDown { until } => step(
                "quiet",
                icons::person(),
                t!(lang, "step-standing-down", owner = self.owner.as_str()),
                html! { p { (t!(lang, "step-standing-down-until")) " " (time::clock(*until)) } },
            ),
            TwinEvent::Held { until, why } => step(
                "quiet",
                icons::pause(),
                t!(lang, "step-held"),
                html! {
                    p { (reason::held(lang, *why)) }
                    @if let Some(until) = until {
                        p { (t!(lang, "step-held-until")) " " (time::moment(*until)) }
                    }
                },
            ),
            TwinEvent::Thinking { model } => step(
                "thinking",
                icons::model(),
                t!(lang, "step-thinking"),
                html! { p { code { (model) } } },
            ),
            TwinEvent::ModelFailed { why, then } => step(
                "quiet",
                icons::failed(),
                t!(lang, "step-model-failed"),
                html! {
                    p { (model::trouble(lang, why)) }
                    p {
                        @match then {
                            WithoutModel::Recall => (t!(lang, "step-model-failed-recall")),
                            WithoutModel::Silence => (t!(lang, "step-model-failed-silence")),
                        }
                    }
                },
            ),
            TwinEvent::GivenUp { why } => step(
                "quiet",
                icons::cancel(),
                t!(lang, "step-given-up"),
                html! { p { (reason::given_up(lang, *why)) } },
            ),
            TwinEvent::Explained { explanation } => step(
                "minor",
                icons::model(),
                t!(lang, "step-explained"),
                html! {
                    @if let Some(account) = stamped.account {
                        p { a href=(explained::address(account, *explanation)) { (t!(lang, "step-explained-link")) } }
                    }
                },
            ),
            TwinEvent::Silent { asked, reason, recalled } => {
                vec![self.silent(asked, *reason, recalled, chat)]
            }
            TwinEvent::Watched { bubbles, confidence, recalled } => self.composed(
                recalled,
                chat,
                Step {
                    kind: "watched",
                    icon: icons::watch(),
                    title: t!(lang, "step-watched"),
                    body: html! {
                        (reply(lang, bubbles, *confidence))
                        p { (t!(lang, "step-watched-hint")) }
                    },
                },
            ),
            TwinEvent::Planned { bubbles, confidence, recalled, send_at, .. } => self.composed(
                recalled,
                chat,
                Step {
                    kind: "planned",
                    icon: icons::plan(),
                    title: t!(lang, "step-planned"),
                    body: html! {
                        (reply(lang, bubbles, *confidence))
                        (time::countdown(lang, now, *send_at))
                    },
                },
            ),
            TwinEvent::Drafted { bubbles, confidence, recalled, .. } => self.composed(
                recalled,
                chat,
                Step {
                    kind: "planned",
                    icon: icons::plan(),
                    title: t!(lang, "step-drafted"),
                    body: html! {
                        (reply(lang, bubbles, *confidence))
                        p { (t!(lang, "step-drafted-hint")) }
                    },
                },
            ),
            TwinEvent::Redrafted { bubbles, .. } => step(
                "minor",
                icons::person(),
                t!(lang, "step-redrafted"),
                html! { div.said { @for text in bubbles { p.text { (text) } } } },
            ),
            TwinEvent::Compared { would_say, said, closeness } => step(
                "watched",
                icons::watch(),
                t!(lang, "step-compared"),
                compared(lang, would_say, said, *closeness),
            ),
            TwinEvent::TakenBack { from, to } => step(
                "failed",
                icons::cancel(),
                t!(lang, "step-taken-back"),
                html! {
                    p { (t!(lang, "step-taken-back-hint", from = mode::name(lang, *from), to = mode::name(lang, *to))) }
                },
            ),
            TwinEvent::Judged { word, .. } => step(
                "minor",
                icons::person(),
                match word {
                    OwnerWord::Approved => t!(lang, "step-approved"),
                    OwnerWord::Edited => t!(lang, "step-edited"),
                    OwnerWord::Rejected => t!(lang, "step-rejected"),
                    OwnerWord::Undone => t!(lang, "step-undone"),
                },
                nothing,
            ),
            TwinEvent::Read => step("minor", icons::read(), t!(lang, "step-read"), nothing),
            TwinEvent::Typing { .. } => step(
                "typing",
                icons::typing(),
                t!(lang, "step-typing", other = self.other.as_str()),
                nothing,
            ),
            TwinEvent::Cancelled { reason, .. } => step(
                "quiet",
                icons::cancel(),
                t!(lang, "step-cancelled"),
                html! { p { (reason::cancelled(lang, *reason)) } },
            ),
            TwinEvent::Retrying { at, .. } => step(
                "waiting",
                icons::retry(),
                t!(lang, "step-retrying"),
                time::countdown(lang, now, *at),
            ),
            TwinEvent::CutShort { left_out, .. } => step(
                "minor",
                icons::cancel(),
                t!(lang, "step-cut-short"),
                html! {
                    p { (t!(lang, "step-cut-short-hint")) }
                    div.said { @for text in left_out { p.text { (text) } } }
                },
            ),
            TwinEvent::Sent { .. } => step("sent", icons::sent(), t!(lang, "step-sent"), nothing),
            TwinEvent::Failed { reason, .. } => step(
                "failed",
                icons::failed(),
                reason::failed(lang, reason),
                html! {
                    @if let Some(why) = reason::why_failed(lang, reason) {
                        p { (why) }
                    } @else if !reason.is_empty() {
                        p { (t!(lang, "step-failed-hint")) " " code { (reason) } }
                    }
                },
            ),
        }
    }

    fn message(&self, message: &Message, voices: &Voices) -> Step {
        let name;
        let other = if message.chat.is_user() {
            &self.other
        } else {
            name = bubble::name(self.lang, message, voices);
            &name
        };
        let (kind, icon, title) = match message.author {
            Author::Other => (
                "message incoming",
                icons::incoming(),
                t!(self.lang, "step-message-other", other = other.as_str()),
            ),
            Author::Owner => (
                "message outgoing",
                icons::person(),
                t!(self.lang, "step-message-owner", owner = self.owner.as_str()),
            ),
            Author::Twin => ("message by-twin", icons::sent(), t!(self.lang, "step-message-twin")),
        };
        let body = html! { div.said { (bubble::content(self.lang, &message.content)) } };
        Step { kind, icon, title, body }
    }

    /// What came to mind, if that is known, then what was made of it.
    fn composed(&self, recalled: &[Recalled], chat: Option<PeerId>, made: Step) -> Vec<Step> {
        if recalled.is_empty() {
            return vec![made];
        }
        let recall = Step {
            kind: "recall",
            icon: icons::recall(),
            title: t!(self.lang, "step-recalled"),
            body: recalled::list(self.lang, recalled, chat),
        };
        vec![recall, made]
    }

    /// To what nothing was said, why, and what the owner can do.
    fn silent(
        &self,
        asked: &str,
        reason: SilenceReason,
        recalled: &[Recalled],
        chat: Option<PeerId>,
    ) -> Step {
        let lang = self.lang;
        let body = html! {
            @if !asked.is_empty() {
                p.asked { span.visually-hidden { (t!(lang, "step-silent-to")) " " } (asked) }
            }
            p.reason { (reason::silence(lang, reason)) }
            p { (t!(lang, "step-silent-hint", owner = self.owner.as_str())) }
            @if reason::lacks_words(reason) {
                p { (t!(lang, "step-silent-do")) " " a href="/model" { (t!(lang, "step-silent-model")) } }
            }
            @if !recalled.is_empty() {
                details.more {
                    summary { (t!(lang, "step-silent-closest")) }
                    (recalled::list(lang, recalled, chat))
                }
            }
        };
        let title = t!(lang, "step-silent");
        Step { kind: "silent", icon: icons::silence(), title, body }
    }

    /// What the twin is doing after its latest event in a chat.
    pub(crate) fn status(&self, latest: Option<&TwinEvent>) -> Markup {
        let lang = self.lang;
        let (kind, text) = match latest {
            Some(TwinEvent::Waiting { .. } | TwinEvent::GivenUp { .. }) => {
                ("busy", t!(lang, "status-waiting"))
            }
            Some(TwinEvent::Planned { .. } | TwinEvent::AnswerPlanned { .. } | TwinEvent::Read) => {
                ("busy", t!(lang, "status-planned"))
            }
            Some(TwinEvent::Drafted { .. } | TwinEvent::Redrafted { .. }) => {
                ("quiet", t!(lang, "status-drafted"))
            }
            Some(TwinEvent::Thinking { .. } | TwinEvent::Explained { .. }) => {
                ("busy", t!(lang, "status-thinking"))
            }
            Some(TwinEvent::ModelFailed { then: WithoutModel::Silence, .. }) => {
                ("quiet", t!(lang, "status-silent"))
            }
            Some(TwinEvent::ModelFailed { .. }) => ("busy", t!(lang, "status-thinking")),
            Some(TwinEvent::Typing { .. }) => ("busy", t!(lang, "status-typing")),
            Some(TwinEvent::Recording { .. }) => ("busy", t!(lang, "status-recording")),
            Some(TwinEvent::Listening { .. }) => ("busy", t!(lang, "status-listening")),
            Some(TwinEvent::Speaking { .. }) => ("busy", t!(lang, "status-speaking")),
            Some(TwinEvent::Retrying { .. }) => ("busy", t!(lang, "status-retrying")),
            Some(TwinEvent::Silent { .. }) => ("quiet", t!(lang, "status-silent")),
            Some(TwinEvent::StandingDown { .. }) => ("quiet", t!(lang, "status-standing-down")),
            Some(TwinEvent::Held { .. }) => ("quiet", t!(lang, "status-held")),
            Some(TwinEvent::Ignored { .. }) => ("quiet", t!(lang, "status-ignored")),
            Some(TwinEvent::Watched { .. } | TwinEvent::Compared { .. }) => {
                ("quiet", t!(lang, "status-watched"))
            }
            Some(TwinEvent::Failed { reason, .. }) => ("bad", reason::status_failed(lang, reason)),
            Some(TwinEvent::Sent { .. }) => ("good", t!(lang, "status-sent")),
            Some(TwinEvent::Asked { .. }) => ("quiet", t!(lang, "status-asked")),
            Some(
                TwinEvent::Message { .. }
                | TwinEvent::Edited { .. }
                | TwinEvent::Heard { .. }
                | TwinEvent::NotHeard { .. }
                | TwinEvent::NotSpoken { .. }
                | TwinEvent::Deleted { .. }
                | TwinEvent::Judged { .. }
                | TwinEvent::TakenBack { .. }
                | TwinEvent::CutShort { .. }
                | TwinEvent::Cancelled { .. }
                | TwinEvent::Connection { .. }
                | TwinEvent::HistoryProgress { .. }
                | TwinEvent::HistoryDone { .. }
                | TwinEvent::HistoryRefused { .. }
                | TwinEvent::ImportProgress { .. }
                | TwinEvent::ImportDone { .. }
                | TwinEvent::ImportFailed { .. }
                | TwinEvent::Remembered { .. }
                | TwinEvent::MemoryChanged
                | TwinEvent::Paused { .. }
                | TwinEvent::PolicyChanged
                | TwinEvent::Alert { .. }
                | TwinEvent::Seen
                | TwinEvent::QuestionClosed { .. },
            )
            | None => ("good", t!(lang, "status-ready")),
        };
        html! { span.status.(kind) { (text) } }
    }
}

/// What the twin would have said, beside what the owner said.
fn compared(lang: Lang, would_say: &str, said: &str, closeness: Closeness) -> Markup {
    let Closeness { manner, content, length } = closeness;
    html! {
        small.note { (t!(lang, "compared-would")) }
        div.said { @for text in would_say.lines() { p.text { (text) } } }
        small.note { (t!(lang, "compared-said")) }
        div.said.own { @for text in said.lines() { p.text { (text) } } }
        p.facts {
            meter min="0" max="100" value=(percent(closeness.score())) aria-label=(t!(lang, "watch-score-label")) {}
            span { (t!(lang, "compared-alike",
                content = percent(content), manner = percent(manner), length = percent(length))) }
        }
    }
}

/// What the twin says, or would.
fn reply(lang: Lang, bubbles: &[String], confidence: f32) -> Markup {
    html! {
        div.said { @for text in bubbles { p.text { (text) } } }
        p.facts {
            meter min="0" max="100" value=(percent(confidence)) aria-label=(t!(lang, "confidence-label")) {}
            span { (t!(lang, "confidence", percent = percent(confidence))) }
        }
    }
}
