//! Webhooks in words: what is wrong with a URL, why nothing is told, what came of a delivery.

use domain::{Delivery, DeliveryProblem, Webhook, WebhookOff};
use maud::{Markup, html};
use webhooks::{LONGEST_URL, UrlProblem, place};

use crate::i18n::{Lang, t};
use crate::parts::time;

/// The events that people ask for, in the order in which they are offered.
pub(crate) const USUAL: [&str; 14] = [
    "message",
    "edited",
    "deleted",
    "drafted",
    "planned",
    "sent",
    "failed",
    "cancelled",
    "judged",
    "asked",
    "held",
    "paused",
    "alert",
    "connection",
];

/// What an event says; its name where it has no words yet.
pub(crate) fn event_name(lang: Lang, event: &str) -> String {
    match event {
        "message" => t!(lang, "event-message"),
        "drafted" => t!(lang, "event-drafted"),
        "planned" => t!(lang, "event-planned"),
        "sent" => t!(lang, "event-sent"),
        "failed" => t!(lang, "event-failed"),
        "cancelled" => t!(lang, "event-cancelled"),
        "judged" => t!(lang, "event-judged"),
        "asked" => t!(lang, "event-asked"),
        "held" => t!(lang, "event-held"),
        "paused" => t!(lang, "event-paused"),
        "alert" => t!(lang, "event-alert"),
        "connection" => t!(lang, "event-connection"),
        "edited" => t!(lang, "event-edited"),
        "deleted" => t!(lang, "event-deleted"),
        "history_done" => t!(lang, "event-history-done"),
        "history_refused" => t!(lang, "event-history-refused"),
        "import_done" => t!(lang, "event-import-done"),
        "import_failed" => t!(lang, "event-import-failed"),
        "ignored" => t!(lang, "event-ignored"),
        "waiting" => t!(lang, "event-waiting"),
        "standing_down" => t!(lang, "event-standing-down"),
        "seen" => t!(lang, "event-seen"),
        "policy_changed" => t!(lang, "event-policy-changed"),
        "thinking" => t!(lang, "event-thinking"),
        "model_failed" => t!(lang, "event-model-failed"),
        "given_up" => t!(lang, "event-given-up"),
        "explained" => t!(lang, "event-explained"),
        "silent" => t!(lang, "event-silent"),
        "watched" => t!(lang, "event-watched"),
        "redrafted" => t!(lang, "event-redrafted"),
        "compared" => t!(lang, "event-compared"),
        "taken_back" => t!(lang, "event-taken-back"),
        "answer_planned" => t!(lang, "event-answer-planned"),
        "read" => t!(lang, "event-read"),
        "typing" => t!(lang, "event-typing"),
        "recording" => t!(lang, "event-recording"),
        "listening" => t!(lang, "event-listening"),
        "heard" => t!(lang, "event-heard"),
        "not_heard" => t!(lang, "event-not-heard"),
        "speaking" => t!(lang, "event-speaking"),
        "not_spoken" => t!(lang, "event-not-spoken"),
        "retrying" => t!(lang, "event-retrying"),
        "remembered" => t!(lang, "event-remembered"),
        "memory_changed" => t!(lang, "event-memory-changed"),
        "cut_short" => t!(lang, "event-cut-short"),
        "question_closed" => t!(lang, "event-question-closed"),
        webhooks::TEST => t!(lang, "event-test"),
        webhooks::RESTARTED => t!(lang, "event-restarted"),
        other => other.to_owned(),
    }
}

/// What is wrong with a URL, and what would be right.
pub(crate) fn url_problem(lang: Lang, problem: UrlProblem) -> String {
    match problem {
        UrlProblem::Malformed => t!(lang, "webhook-url-malformed"),
        UrlProblem::TooLong => t!(lang, "webhook-url-long", most = LONGEST_URL),
        UrlProblem::NotHttps => t!(lang, "webhook-url-https"),
        UrlProblem::Credentials => t!(lang, "webhook-url-credentials"),
        UrlProblem::Port => t!(lang, "webhook-url-port"),
        UrlProblem::Private => t!(lang, "webhook-url-private"),
    }
}

/// Why a webhook is told nothing.
pub(crate) fn off(lang: Lang, off: WebhookOff) -> String {
    match off {
        WebhookOff::Owner => t!(lang, "webhook-off-owner"),
        WebhookOff::Gone => t!(lang, "webhook-off-gone"),
        WebhookOff::Failing => t!(lang, "webhook-off-failing"),
    }
}

/// How a webhook does, in a line.
pub(crate) fn state(lang: Lang, webhook: &Webhook) -> Markup {
    match (webhook.disabled, webhook.failures) {
        (Some(WebhookOff::Owner), _) => {
            html! { span.status.quiet { (t!(lang, "webhook-is-off")) } }
        }
        (Some(_), _) => html! { span.status.bad { (t!(lang, "webhook-is-off")) } },
        (None, 0) => html! { span.status.good { (t!(lang, "webhook-is-on")) } },
        (None, _) => html! { span.status.bad { (t!(lang, "webhook-fails")) } },
    }
}

/// How the last try of a delivery ended.
pub(crate) fn last(lang: Lang, delivery: &Delivery) -> Option<String> {
    match (delivery.status, delivery.problem) {
        (_, Some(problem)) => Some(problem_in_words(lang, problem)),
        (Some(status @ 300..400), None) => {
            Some(t!(lang, "delivery-redirect", status = i64::from(status)))
        }
        (Some(status), None) => Some(t!(lang, "delivery-answered", status = i64::from(status))),
        (None, None) => None,
    }
}

/// What came of a delivery.
pub(crate) fn outcome(lang: Lang, delivery: &Delivery) -> Markup {
    let last = last(lang, delivery);
    html! {
        @match (delivery.next_try, delivery.delivered_at) {
            (None, Some(_)) => { span.status.good { (t!(lang, "delivery-taken")) } }
            (None, None) => { span.status.bad { (t!(lang, "delivery-given-up")) } }
            (Some(_), _) if delivery.attempts == 0 => { span.status.quiet { (t!(lang, "delivery-goes")) } }
            (Some(_), _) => { span.status.bad { (t!(lang, "delivery-again")) } }
        }
        small {
            (time::moment(delivery.created_at))
            @if let Some(last) = last { " · " (last) }
            @if delivery.attempts > 1 {
                " · " (t!(lang, "delivery-tries", count = delivery.attempts))
            }
            @if let Some(next) = delivery.next_try.filter(|_| delivery.attempts > 0) {
                " · " (t!(lang, "delivery-next")) " " (time::moment(next))
            }
        }
    }
}

fn problem_in_words(lang: Lang, problem: DeliveryProblem) -> String {
    match problem {
        DeliveryProblem::UnknownHost => t!(lang, "delivery-unknown-host"),
        DeliveryProblem::ForbiddenAddress => t!(lang, "delivery-forbidden-address"),
        DeliveryProblem::ForbiddenUrl => t!(lang, "delivery-forbidden-url"),
        DeliveryProblem::Connection => t!(lang, "delivery-connection"),
        DeliveryProblem::Certificate => t!(lang, "delivery-certificate"),
        DeliveryProblem::TooLong => t!(lang, "delivery-too-long"),
    }
}

/// What the owner must know above every page: webhooks that are told nothing any more.
pub(crate) fn alerts(lang: Lang, given_up: &[Webhook]) -> Markup {
    html! {
        @for webhook in given_up {
            @if let Some(reason) = webhook.disabled {
                div.alert role="alert" {
                    p { (t!(lang, "webhook-named")) " " strong { (place(&webhook.url)) } ": " (off(lang, reason)) }
                    a href={ "/me/webhooks/" (webhook.id) } { (t!(lang, "webhook-look")) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_words_in_both_languages() {
        for event in webhooks::events().chain([webhooks::TEST, webhooks::RESTARTED]) {
            assert_ne!(event_name(Lang::En, event), event);
            assert_ne!(event_name(Lang::Ru, event), event_name(Lang::En, event), "{event}");
        }
    }
}
