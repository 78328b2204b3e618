//! Whom webhooks reach: nobody whom only the server reaches, and nobody whom a receiver names.

use domain::DeliveryProblem;
use webhooks::{Error, UrlProblem};

use crate::house::{House, Receiver};

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[307]).await;
    let (id, _) = house.add(&receiver, &["paused"]).await;
    house.pause().await;
    let told = house.until(id, |told| told.iter().any(|one| one.attempts == 1)).await;
    assert_eq!(told[0].status, Some(307));
    let paths: Vec<_> = receiver.received().await.iter().map(|one| one.path().to_owned()).collect();
    assert_eq!(paths, ["/hook"]);
}

#[tokio::test]
async fn private_addresses_are_refused_when_set_and_when_told() {
    let lax = House::new().await;
    let receiver = Receiver::answering(&[200]).await;
    let (id, _) = lax.add(&receiver, &["paused"]).await;
    let strict = House::allowing(false).await;
    for (url, expected) in [
        (receiver.url(), UrlProblem::NotHttps),
        (receiver.url().replace("http:", "https:"), UrlProblem::Private),
        ("https://169.254.169.254/latest/meta-data/".to_owned(), UrlProblem::Private),
        ("https://[::ffff:127.0.0.1]/".to_owned(), UrlProblem::Private),
        ("https://localhost/".to_owned(), UrlProblem::Private),
    ] {
        let refused = strict.webhooks.add(strict.owner, &url, &[]).await;
        assert!(matches!(refused, Err(Error::Url(problem)) if problem == expected), "{url}");
    }
    // One that was set while the settings allowed it.
    let mut tx = strict.store.begin(strict.owner).await.unwrap();
    tx.insert_webhook(&lax.webhook(id).await, b"secret").await.unwrap();
    tx.commit().await.unwrap();
    let change = webhooks::Change { enabled: Some(true), ..Default::default() };
    strict.webhooks.change(strict.owner, id, change).await.unwrap();
    strict.webhooks.test(strict.owner, id).await.unwrap();
    let told = strict.until(id, |told| told.iter().any(|one| one.attempts == 1)).await;
    assert_eq!(told[0].problem, Some(DeliveryProblem::ForbiddenUrl));
    assert!(receiver.received().await.is_empty());
}

#[tokio::test]
async fn a_change_of_the_url_is_checked_as_a_new_one() {
    let house = House::allowing(false).await;
    let added = house.webhooks.add(house.owner, "https://example.com/", &[]).await.unwrap();
    let id = added.webhook.id;
    let url = Some("https://10.0.0.1/".to_owned());
    let change = webhooks::Change { url, ..Default::default() };
    let refused = house.webhooks.change(house.owner, id, change).await;
    assert!(matches!(refused, Err(Error::Url(UrlProblem::Private))));
    assert_eq!(house.webhook(id).await.url, "https://example.com/");
}

#[tokio::test]
async fn nobody_listens_and_no_tls_are_told_apart() {
    let house = House::new().await;
    let receiver = Receiver::answering(&[200]).await;
    let plain = receiver.url().replace("http:", "https:");
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}/", gone.local_addr().unwrap());
    drop(gone);
    for (url, expected) in
        [(plain, DeliveryProblem::Certificate), (nobody, DeliveryProblem::Connection)]
    {
        let added = house.webhooks.add(house.owner, &url, &["sent".to_owned()]).await.unwrap();
        house.webhooks.test(house.owner, added.webhook.id).await.unwrap();
        let told =
            house.until(added.webhook.id, |told| told.iter().any(|one| one.attempts == 1)).await;
        assert_eq!(told[0].problem, Some(expected), "{url}");
    }
}
