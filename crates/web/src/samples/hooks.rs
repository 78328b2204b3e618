//! Webhooks, and what they were told.

use std::time::Duration;

use ::webhooks::{Added, UrlProblem};
use domain::{Delivery, DeliveryId, DeliveryProblem, Webhook, WebhookId, WebhookOff};
use maud::Markup;

use super::HOSTILE;
use super::cast::at;
use crate::layout::{Needs, View};
use crate::pages::me::{secret, webhook, webhooks};
use crate::parts::webhook as words;

/// One of each kind.
pub(super) fn webhooks() -> Vec<Webhook> {
    let well = Webhook {
        id: WebhookId::new(at(0), 1),
        url: "https://hooks.example.com/twin?key=8f0e6a52".to_owned(),
        events: vec![],
        disabled: None,
        created_at: at(0),
        succeeded_at: Some(at(0)),
        failures: 0,
        failing_since: None,
        failed_at: None,
        dropped: 0,
        dropped_at: None,
        old_secret_until: Some(at(0) + Duration::from_secs(86_400)),
    };
    let fails = Webhook {
        id: WebhookId::new(at(0), 2),
        url: "https://a-very-long-name-of-a-host-that-must-wrap.automation.example.org:8443/"
            .to_owned(),
        events: vec!["sent".to_owned(), "asked".to_owned(), "compared".to_owned()],
        succeeded_at: None,
        failures: 12,
        failing_since: Some(at(0)),
        failed_at: Some(at(0)),
        dropped: 1_234,
        dropped_at: Some(at(0)),
        old_secret_until: None,
        ..well.clone()
    };
    let id = WebhookId::new(at(0), 3);
    let gone = Webhook { id, disabled: Some(WebhookOff::Failing), ..fails.clone() };
    let id = WebhookId::new(at(0), 4);
    let off = Webhook { id, disabled: Some(WebhookOff::Owner), ..well.clone() };
    vec![well, fails, gone, off]
}

/// One in each state.
fn deliveries() -> Vec<Delivery> {
    let goes = Delivery {
        id: DeliveryId::new(at(0), 1),
        webhook: WebhookId::new(at(0), 1),
        event: "sent".to_owned(),
        created_at: at(0),
        attempts: 0,
        next_try: Some(at(0)),
        tried_at: None,
        status: None,
        problem: None,
        delivered_at: None,
    };
    let failed = |event: &str, status, problem, next_try| Delivery {
        event: event.to_owned(),
        attempts: 3,
        tried_at: Some(at(0)),
        status,
        problem,
        next_try,
        ..goes.clone()
    };
    let later = Some(at(0) + Duration::from_secs(40));
    let taken = Delivery { delivered_at: Some(at(0)), ..failed("message", Some(204), None, None) };
    vec![
        goes.clone(),
        failed("asked", Some(500), None, later),
        failed("sent", Some(301), None, later),
        failed("restarted", None, Some(DeliveryProblem::TooLong), later),
        failed("test", None, Some(DeliveryProblem::ForbiddenAddress), None),
        failed(HOSTILE, None, Some(DeliveryProblem::UnknownHost), None),
        taken,
    ]
}

/// The pages by name.
pub(super) fn pages(view: &View) -> Vec<(&'static str, Markup)> {
    let (all, deliveries) = (webhooks(), deliveries());
    let of = |index: usize| webhook::Shown {
        webhook: &all[index],
        deliveries: &deliveries,
        test: None,
        refused: None,
    };
    let tested = |index: usize, test: usize| {
        webhook::page(view, &webhook::Shown { test: Some(&deliveries[test]), ..of(index) })
    };
    let typed = webhooks::Fields::from([
        ("url".to_owned(), format!("http://{HOSTILE}/")),
        ("sent".to_owned(), "1".to_owned()),
        ("compared".to_owned(), "1".to_owned()),
    ]);
    let problem = words::url_problem(view.lang, UrlProblem::NotHttps);
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=".to_owned();
    let added = Added { webhook: all[0].clone(), secret: secret.into() };
    let warned = View {
        needs: Needs { webhooks_off: vec![all[2].clone()], ..view.needs.clone() },
        ..view.clone()
    };
    vec![
        ("me-webhooks", webhooks::page(view, &webhooks::Fields::new(), None)),
        ("me-webhooks-refused", webhooks::page(view, &typed, Some(&problem))),
        ("me-webhooks-secret", secret::page(view, &added)),
        ("me-webhook", tested(0, 6)),
        ("me-webhook-fails", tested(1, 1)),
        ("me-webhook-off", webhook::page(&warned, &webhook::Shown { deliveries: &[], ..of(2) })),
        ("me-webhook-renew", webhook::page_ask(view, &all[0], webhook::RENEW)),
        ("me-webhook-remove", webhook::page_ask(view, &all[1], webhook::REMOVE)),
    ]
}
