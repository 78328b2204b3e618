//! What an owner allows, as they say it in a browser.

use axum::http::StatusCode;
use domain::policy::{Outside, Span};
use domain::{Mode, Pause};

use crate::stage::{NOW, Stage};

/// The whole form, as a browser sends it.
const FORM: &str = "strangers=draft&groups=watch&countdown=90&answer_within=6&after_writing=20&after_reading=10\
    &while_online=on&zone=Europe%2FMoscow&when=week&day-0=9-18&day-1=&day-2=&day-3=&day-4=22%3A00-2%3A00&day-5=\
    &day-6=&exceptions=31.12.2026%0D%0A2027-01-02+12%3A00-18%3A00&away_until=&outside=away\
    &away_text=%D0%BD%D0%B0%D0%BF%D0%B8%D1%88%D1%83+%D0%BF%D0%BE%D0%B7%D0%B6%D0%B5&spacing=3\
    &turns_per_hour=5&messages_per_minute=20&messages_per_day_here=&messages_per_day=300\
    &exchanges=4&quick=20";

fn page(stage: &Stage) -> String {
    format!("/accounts/{}/rules", stage.account)
}

#[tokio::test]
async fn rules_are_set_kept_and_shown_again() {
    let stage = Stage::set().await;
    let page = page(&stage);
    assert!(stage.get(&page).await.body.contains("The twin may write at any hour."));
    let set = stage.post(&page, FORM).await;
    assert_eq!(set.location, Some(format!("{page}?saved=yes")), "{}", set.body);
    let saved = stage.get(&set.location.unwrap()).await.body;
    assert!(saved.contains("role=\"status\"><svg") && saved.contains("Saved</p>"), "{saved}");
    assert!(saved.contains(&format!("name=\"back\" value=\"{page}\"")), "{saved}");
    let policy = stage.engine.rules(stage.account).await.unwrap().unwrap().policy;
    assert_eq!((policy.strangers, policy.groups), (Some(Mode::Draft), Mode::Watch));
    assert!(policy.stand_down.while_online);
    assert_eq!(policy.limits.turns_per_hour, Some(5));
    assert_eq!(policy.limits.messages_per_day_here, None);
    assert_eq!(policy.hours.outside, Outside::Away { text: "напишу позже".to_owned() });
    assert_eq!(policy.hours.week.unwrap()[4], [Span { from: 1_320, to: 120 }]);
    assert_eq!(policy.hours.exceptions.len(), 2);
    let shown = stage.get(&page).await.body;
    for part in [
        "09:00–18:00",
        "22:00–02:00",
        "2026-12-31",
        "Europe/Moscow",
        "value=\"90\"",
        "name=\"while_online\" value=\"on\" checked",
        "напишу позже",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_beside_its_field_and_what_was_typed_stays() {
    let stage = Stage::set().await;
    let page = page(&stage);
    for (right, wrong, told) in [
        ("day-0=9-18", "day-0=25%3A00-26%3A00", "“25:00-26:00” is no span of hours"),
        ("turns_per_hour=5", "turns_per_hour=-5", "not “-5”"),
        ("zone=Europe%2FMoscow", "zone=Europe%2FNowhere", "no time zone “Europe/Nowhere”"),
        ("exceptions=31.12.2026", "exceptions=31.02.2026", "“31.02.2026” is no date"),
        ("exceptions=31.12.2026", "exceptions=02.01.27+9-12%0D%0A31.12.2026", "stands there twice"),
        ("strangers=draft", "strangers=boss", "no choice “boss”"),
        ("outside=away", "outside=zzz", "no choice “zzz”"),
        ("away_until=", "away_until=2020-01-01T09%3A00", "has passed"),
        ("away_text=%D0%BD", "away_text=&x=", "Write what the twin is to say"),
    ] {
        let refused = stage.post(&page, &FORM.replace(right, wrong)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.body.contains(told), "{wrong}: {}", refused.body);
        assert!(refused.body.contains("Nothing was changed"));
        // The rest of the form stands as it was typed.
        assert!(refused.body.contains("value=\"22:00-2:00\""), "{}", refused.body);
    }
    let shown = stage.get(&page).await.body;
    assert!(shown.contains("The twin may write at any hour."), "nothing was changed");
}

#[tokio::test]
async fn an_owner_sees_what_people_will_be_told() {
    let stage = Stage::set().await;
    let (page, account) = (page(&stage), format!("/accounts/{}", stage.account));
    let house = ["<q lang=\"ru\">пишет двойник</q>", "<q lang=\"en\">a twin is writing</q>"];
    let shown = stage.get(&page).await.body;
    assert!(house.iter().all(|words| shown.contains(words)), "{shown}");
    assert!(stage.get(&account).await.body.contains("People are not told"));
    for (fields, told) in [
        ("&told=first&told_text=", &house[..]),
        ("&told=each&told_text=it+is+a+program", &["<q>it is a program</q>"]),
    ] {
        let set = stage.post(&page, &format!("{FORM}{fields}")).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
        let shown = stage.get(&account).await.body;
        assert!(told.iter().all(|words| shown.contains(words)), "{shown}");
    }
}

#[tokio::test]
async fn a_form_does_not_undo_what_was_changed_after_it_was_opened() {
    let stage = Stage::set().await;
    let page = page(&stage);
    let opened = version(&stage.get(&page).await.body);
    let mine = format!("{FORM}&version={opened}");
    let theirs = format!("{}&version={opened}", FORM.replace("countdown=90", "countdown=45"));
    let saved = Some(format!("{page}?saved=yes"));
    assert_eq!(stage.post(&page, &theirs).await.location, saved);
    let refused = stage.post(&page, &mine).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("have changed since you opened the page"), "{}", refused.body);
    assert!(refused.body.contains("value=\"90\""), "what was typed stays: {}", refused.body);
    let countdown = async || {
        let rules = stage.engine.rules(stage.account).await.unwrap().unwrap();
        rules.policy.countdown.as_secs()
    };
    assert_eq!(countdown().await, 45);
    let again = format!("{FORM}&version={}", version(&refused.body));
    assert_eq!(stage.post(&page, &again).await.location, saved);
    assert_eq!(countdown().await, 90);
}

/// Of which rules a form is made.
fn version(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"version\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_pause_is_in_reach_on_every_page() {
    let stage = Stage::set().await;
    for path in ["/accounts", "/demo", "/model", "/nowhere"] {
        assert!(stage.get(path).await.body.contains("action=\"/pause\""), "{path}");
    }
    let paused = stage.post("/pause", "back=%2Fmodel").await;
    assert_eq!(paused.location.as_deref(), Some("/model"));
    assert!(stage.get("/model").await.body.contains("Paused: resume"));
    assert!(stage.get(&page(&stage)).await.body.contains("Nothing is sent until you resume it."));
    let resumed = stage.post("/resume", "back=%2F%2Fevil.example").await;
    assert_eq!(resumed.location.as_deref(), Some("/"));
    assert!(stage.get("/model").await.body.contains("Pause all"));
}

#[tokio::test]
async fn an_account_is_paused_for_a_while() {
    let stage = Stage::set().await;
    let page = page(&stage);
    let paused = stage.post(&format!("{page}/pause"), "minutes=30").await;
    assert_eq!(paused.location.as_deref(), Some(&*page));
    let pause = stage.engine.rules(stage.account).await.unwrap().unwrap().pause;
    let until = Some(NOW + std::time::Duration::from_secs(1_800));
    assert_eq!(pause, Some(Pause { since: NOW, until }));
    for path in [page.as_str(), "/accounts"] {
        assert!(stage.get(path).await.body.contains("Paused"), "{path}");
    }
    stage.post(&format!("{page}/resume"), "").await;
    assert_eq!(stage.engine.rules(stage.account).await.unwrap().unwrap().pause, None);
}

#[tokio::test]
async fn the_panic_button_asks_first_and_then_ends_the_session() {
    let stage = Stage::set().await;
    let panic = format!("/accounts/{}/panic", stage.account);
    let asked = stage.get(&panic).await.body;
    assert!(asked.contains("End the session now"));
    let view = stage.engine.account(stage.account).await.unwrap().unwrap();
    assert_eq!(view.account.state, domain::AccountState::Active);
    let done = stage.post(&panic, "").await.body;
    assert!(done.contains("You have ended the session"), "{done}");
    let again = stage.post(&panic, "").await.body;
    assert!(again.contains("Nothing was left to end") && !again.contains("ended the"), "{again}");
    let view = stage.engine.account(stage.account).await.unwrap().unwrap();
    assert_eq!(view.account.state, domain::AccountState::LoggedOut);
    let accounts = stage.get("/accounts").await.body;
    assert!(accounts.contains("Paused: resume"));
    let own = stage.get(&format!("/accounts/{}", stage.account)).await.body;
    for page in [accounts, own] {
        assert!(!page.contains("aitwin import"), "how much it has learnt is not known: {page}");
    }
}

#[tokio::test]
async fn an_account_that_is_not_there_has_no_rules() {
    let stage = Stage::set().await;
    for account in ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "x"] {
        for path in ["rules", "panic"] {
            let path = format!("/accounts/{account}/{path}");
            assert_eq!(stage.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(stage.post(&path, FORM).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let pause = format!("/accounts/{account}/rules/pause");
        assert_eq!(stage.post(&pause, "minutes=1").await.status, StatusCode::NOT_FOUND);
    }
}
