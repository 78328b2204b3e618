//! Why the twin does not answer, in words, and what the owner can do about it.

use domain::policy::{Limit, Why};
use domain::{IgnoreReason, QuestionEnd};
use engine::CancelReason;
use engine::{Rule, SilenceReason};

use crate::i18n::{Lang, t};
use crate::parts::model::rule_name;
use crate::parts::recalled::percent;

/// What the engine says of a reply that ended with the connection of the bot.
const CONNECTION_ENDED: &str = "BUSINESS_CONNECTION_ENDED";

/// What it says of one whose answer from Telegram was lost.
const UNKNOWN: &str = "UNKNOWN_IF_ARRIVED";

/// What is said of one that the connected bot may not give.
const MAY_NOT_REPLY: &str = "BUSINESS_MAY_NOT_REPLY";

/// Why the twin would rather say nothing.
pub(crate) fn silence(lang: Lang, reason: SilenceReason) -> String {
    match reason {
        SilenceReason::NothingToAnswer => t!(lang, "ignored-nothing"),
        SilenceReason::NothingSimilar { best } => match percent(best) {
            0 => t!(lang, "silence-nothing-at-all"),
            percent => t!(lang, "silence-nothing-similar", percent = percent),
        },
        SilenceReason::NeedsFacts => t!(lang, "silence-needs-facts"),
        SilenceReason::NoText => t!(lang, "silence-no-text"),
        SilenceReason::OnlyRisky { rule: Some(Rule::Repetition) } => t!(lang, "silence-repetition"),
        SilenceReason::OnlyRisky { rule: Some(rule) } => {
            t!(lang, "silence-risky", rule = rule_name(lang, rule))
        }
        SilenceReason::OnlyRisky { rule: None } => t!(lang, "silence-only-risky"),
        SilenceReason::Refused { rule: Some(rule) } => {
            t!(lang, "silence-refused-by", rule = rule_name(lang, rule))
        }
        SilenceReason::Refused { rule: None } => t!(lang, "silence-refused"),
    }
}

/// That a reply was not sent: by whom, as far as the reason says.
pub(crate) fn failed(lang: Lang, reason: &str) -> String {
    match reason {
        CONNECTION_ENDED => t!(lang, "step-failed-ended"),
        UNKNOWN => t!(lang, "step-failed-unknown"),
        MAY_NOT_REPLY => t!(lang, "step-failed-no-right"),
        // It was before the server started: why is not known any more.
        "" => t!(lang, "step-failed-past"),
        _ => t!(lang, "step-failed"),
    }
}

/// The same in two words, as the state of a chat.
pub(crate) fn status_failed(lang: Lang, reason: &str) -> String {
    match reason {
        UNKNOWN => t!(lang, "status-unknown"),
        "" => t!(lang, "status-failed-past"),
        _ => t!(lang, "status-failed"),
    }
}

/// The same in a notification.
pub(crate) fn toast_failed(lang: Lang, reason: &str) -> String {
    if reason == UNKNOWN { t!(lang, "toast-unknown") } else { t!(lang, "toast-failed") }
}

/// Why a reply was not sent, or may not have been, where there is more to say than Telegram's name of it.
pub(crate) fn why_failed(lang: Lang, reason: &str) -> Option<String> {
    Some(match reason {
        UNKNOWN => t!(lang, "failed-unknown"),
        "PEER_ID_INVALID" => t!(lang, "say-not-met"),
        CONNECTION_ENDED => t!(lang, "failed-connection-ended"),
        MAY_NOT_REPLY => t!(lang, "failed-may-not-reply"),
        reason if reason.contains("BUSINESS_PEER_USAGE_MISSING") => t!(lang, "failed-window"),
        _ => return None,
    })
}

/// Whether recall mode found nothing that the owner once said, where a model might say something new.
pub(crate) fn lacks_words(reason: SilenceReason) -> bool {
    matches!(reason, SilenceReason::NothingSimilar { .. } | SilenceReason::OnlyRisky { .. })
}

/// Why a message is left alone without composing.
pub(crate) fn ignored(lang: Lang, reason: IgnoreReason) -> String {
    match reason {
        IgnoreReason::ModeOff => t!(lang, "ignored-mode-off"),
        IgnoreReason::ServicePeer => t!(lang, "ignored-service"),
        IgnoreReason::ForbiddenPeer => t!(lang, "ignored-forbidden"),
        IgnoreReason::Channel => t!(lang, "ignored-channel"),
        IgnoreReason::NotMentioned => t!(lang, "ignored-not-mentioned"),
        IgnoreReason::ViaBot => t!(lang, "ignored-via-bot"),
        IgnoreReason::NothingToAnswer => t!(lang, "ignored-nothing"),
        IgnoreReason::TooOld => t!(lang, "ignored-old"),
    }
}

/// Why a question to the owner is closed, and what became of their answer.
pub(crate) fn question_ended(lang: Lang, end: QuestionEnd) -> String {
    match end {
        QuestionEnd::Sent => t!(lang, "question-end-sent"),
        QuestionEnd::WroteSince => t!(lang, "question-end-wrote-since"),
        QuestionEnd::NotAnswering => t!(lang, "question-end-not-answering"),
        QuestionEnd::Declined => t!(lang, "question-end-declined"),
        QuestionEnd::OwnerWrote => t!(lang, "question-end-owner-wrote"),
        QuestionEnd::MovedOn => t!(lang, "question-end-moved-on"),
        QuestionEnd::AskedAnew => t!(lang, "question-end-asked-anew"),
        QuestionEnd::MessageGone => t!(lang, "question-end-message-gone"),
    }
}

/// Why a model is not waited for.
pub(crate) fn given_up(lang: Lang, reason: CancelReason) -> String {
    match reason {
        CancelReason::OwnerWrote => t!(lang, "given-up-owner-wrote"),
        CancelReason::NewMessage => t!(lang, "given-up-new-message"),
        CancelReason::ModeChanged => t!(lang, "given-up-mode-changed"),
        CancelReason::OwnerStopped => t!(lang, "cancelled-owner-stopped"),
        CancelReason::ConnectionEnded => t!(lang, "cancelled-connection-ended"),
        CancelReason::Changed => t!(lang, "given-up-changed"),
        CancelReason::Held => t!(lang, "given-up-held"),
        CancelReason::Forgotten => t!(lang, "cancelled-forgotten"),
    }
}

/// Why a planned reply was withdrawn.
pub(crate) fn cancelled(lang: Lang, reason: CancelReason) -> String {
    match reason {
        CancelReason::OwnerWrote => t!(lang, "cancelled-owner-wrote"),
        CancelReason::NewMessage => t!(lang, "cancelled-new-message"),
        CancelReason::ModeChanged => t!(lang, "cancelled-mode-changed"),
        CancelReason::OwnerStopped => t!(lang, "cancelled-owner-stopped"),
        CancelReason::ConnectionEnded => t!(lang, "cancelled-connection-ended"),
        CancelReason::Changed => t!(lang, "cancelled-changed"),
        CancelReason::Held => t!(lang, "cancelled-held"),
        CancelReason::Forgotten => t!(lang, "cancelled-forgotten"),
    }
}

/// Why the twin holds back what its mode would let it do.
pub(crate) fn held(lang: Lang, why: Why) -> String {
    match why {
        Why::Paused => t!(lang, "held-paused"),
        Why::OwnerWrote { .. } => t!(lang, "cancelled-owner-wrote"),
        Why::OwnerHere => t!(lang, "held-owner-here"),
        Why::OwnerOnline => t!(lang, "held-owner-online"),
        Why::OutsideHours => t!(lang, "held-hours"),
        Why::Limit(limit) => match limit {
            Limit::Spacing => t!(lang, "held-spacing"),
            Limit::TurnsPerHour => t!(lang, "held-turns-per-hour"),
            Limit::MessagesPerMinute => t!(lang, "held-messages-per-minute"),
            Limit::MessagesPerDayHere => t!(lang, "held-messages-per-day-here"),
            Limit::MessagesPerDay => t!(lang, "held-messages-per-day"),
            Limit::Exchanges => t!(lang, "held-exchanges"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_bots_connection_ended_nobody_is_said_to_have_stopped_or_forbidden_it() {
        for lang in [Lang::En, Lang::Ru] {
            let ended = cancelled(lang, CancelReason::ConnectionEnded);
            assert_ne!(ended, cancelled(lang, CancelReason::OwnerStopped));
            assert_ne!(failed(lang, CONNECTION_ENDED), failed(lang, "USER_IS_BLOCKED"));
            let cut = why_failed(lang, CONNECTION_ENDED).unwrap();
            assert_ne!(Some(cut), why_failed(lang, "BUSINESS_MAY_NOT_REPLY"));
        }
        let ended = cancelled(Lang::En, CancelReason::ConnectionEnded);
        assert!(ended.contains("connection of the bot"), "{ended}");
    }

    #[test]
    fn telegram_is_said_to_have_refused_only_what_it_has() {
        let refused = "Telegram refused the answer";
        assert_eq!(failed(Lang::En, "USER_IS_BLOCKED"), refused);
        for reason in [UNKNOWN, MAY_NOT_REPLY, CONNECTION_ENDED, ""] {
            assert_ne!(failed(Lang::En, reason), refused, "{reason}");
        }
        assert!(failed(Lang::En, MAY_NOT_REPLY).contains("right"));
        for told in [failed, status_failed, toast_failed] {
            let told = told(Lang::En, UNKNOWN);
            assert!(told.contains("not known"), "{told}");
        }
    }
}
