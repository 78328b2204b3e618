//! A twin's pages, from the owner's side.

use axum::http::StatusCode;
use engine::Addressee;

use crate::import::export;
use crate::stage::{ANNA, HOSTILE, Stage};

impl Stage {
    fn twin(&self, page: &str) -> String {
        format!("/accounts/{}/twin{page}", self.account)
    }

    async fn shown(&self, path: &str) -> String {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        page.body
    }

    pub(crate) async fn with_talk() -> Self {
        let stage = Self::set().await;
        let talk = std::io::Cursor::new(export(true, 400));
        stage.engine.import(talk, None).await.unwrap();
        // From then on no page has to wait for them.
        for of in [Addressee::Everybody, Addressee::Chat(ANNA)] {
            stage.engine.portrait(stage.account, of, None).await.unwrap().unwrap();
        }
        stage
    }
}

/// What the owner answers in a talk of many days, over and over.
pub(crate) fn lively() -> String {
    let texts = ["ну давай", "ок", "щас гляну", "не знаю пока", "ага, норм", "ты где?", "потом"];
    let mut messages = Vec::new();
    for day in 0..40 {
        for (hour, text) in texts.iter().enumerate() {
            let at = 1_700_000_000 + day * 86_400 + hour * 4_000;
            for (from, text, at) in [(7, "как там оно", at), (500, *text, at + 30)] {
                let id = messages.len() + 1;
                messages.push(format!(
                    r#"{{"id": {id}, "type": "message", "date_unixtime": "{at}", "from": "N{from}",
                        "from_id": "user{from}", "text": "{text}"}}"#
                ));
            }
        }
    }
    let head = r#""personal_information": {"user_id": 500, "first_name": "Илья"}"#;
    let chat = r#""name": "Анна", "type": "personal_chat", "id": 7"#;
    let messages = messages.join(",");
    format!(r#"{{{head}, "chats": {{"list": [{{{chat}, "messages": [{messages}]}}]}}}}"#)
}

#[tokio::test]
async fn the_portrait_is_of_everybody_or_of_somebody() {
    let stage = Stage::with_talk().await;
    let first = stage.get("/twin").await;
    assert_eq!(first.location.as_deref(), Some(&*stage.twin("")));
    let all = stage.shown(&stage.twin("")).await;
    assert!(all.contains("from 200 messages of yours"), "{all}");
    assert!(all.contains("aria-current=\"page\"") && all.contains(&format!("?chat={ANNA}")));
    let anna = stage.shown(&stage.twin(&format!("?chat={ANNA}"))).await;
    assert!(anna.contains("Different from usual") && anna.contains("Here you write as you write"));
    for wrong in ["?chat=8", "?relation=enemy", "?chat=x"] {
        assert!(stage.get(&stage.twin(wrong)).await.status.is_client_error(), "{wrong}");
    }
    assert_eq!(stage.get("/accounts/1/twin").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_answer_is_found_struck_out_and_taken_back() {
    let stage = Stage::with_talk().await;
    let page = stage.twin("/answers");
    let found = stage.shown(&format!("{page}?q=400")).await;
    assert!(
        found.contains("<mark>400</mark>") && found.matches("<li class=\"card").count() == 1,
        "{found}"
    );
    assert!(stage.shown(&page).await.contains("?page=1"), "there are older ones");
    let far = stage.get(&format!("{page}?q=%D1%81%D0%BB%D0%BE%D0%B2%D0%BE&page=999")).await;
    assert_eq!(far.location, Some(format!("{page}?q=%D1%81%D0%BB%D0%BE%D0%B2%D0%BE")));
    let strike = format!("{page}/{ANNA}/400");
    let answer = stage.post(&strike, "do=strike&q=400&chat=&struck=&page=0").await;
    assert_eq!(answer.location, Some(format!("{page}?q=400")), "{}", answer.body);
    assert!(stage.shown(&format!("{page}?q=400")).await.contains("You never answered"));
    let struck = stage.shown(&format!("{page}?struck=yes")).await;
    assert!(struck.contains("Take back") && struck.contains("слово 400"));
    assert_eq!(stage.post(&strike, "do=restore&struck=yes").await.status, StatusCode::SEE_OTHER);
    assert!(stage.shown(&format!("{page}?q=400")).await.contains("<mark>400</mark>"));
    for wrong in ["do=eat", "do=strike&q="] {
        let none = stage.post(&format!("{page}/{ANNA}/9999"), wrong).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn limits_are_kept_and_what_is_wrong_with_them_is_said_beside_them() {
    let stage = Stage::set().await;
    let page = stage.twin("/limits");
    let set = stage
        .post(&page, "never_say=%D0%B7%D0%B0%D1%8F%0D%0A%0D%0Adarling&left_to_owner=money")
        .await;
    assert_eq!(set.location, Some(format!("{page}?saved=yes")), "{}", set.body);
    let bounds = stage.engine.bounds(stage.account).await.unwrap().unwrap();
    assert_eq!((bounds.never_say.len(), &*bounds.left_to_owner), (2, &["money".to_owned()][..]));
    assert!(stage.get(&page).await.body.contains("зая\ndarling</textarea>"));
    let hostile = "never_say=a&left_to_owner=%3Cscript%3Ealert(1)%3C/script%3E";
    let wrong = stage.post(&page, hostile).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Write the whole word") && !wrong.body.contains(HOSTILE));
    assert_eq!(
        stage.engine.bounds(stage.account).await.unwrap().unwrap(),
        bounds,
        "nothing is lost"
    );
}

#[tokio::test]
async fn likeness_is_measured_from_the_page() {
    let stage = Stage::set().await;
    stage.engine.import(std::io::Cursor::new(lively()), None).await.unwrap();
    let page = stage.twin("/likeness");
    assert!(stage.get(&page).await.body.contains("Not measured yet"));
    assert!(stage.get(&stage.twin("/blind")).await.body.contains("Measure first"));
    assert_eq!(stage.post(&page, "").await.location.as_deref(), Some(&*page));
    stage.engine.likeness_measured().await;
    let seen = stage.shown(&page).await;
    assert!(seen.contains("Side by side") && seen.contains("Told apart"), "{seen}");
    let test = stage.get(&stage.twin("/blind")).await.body;
    let field = |name: &str| {
        let value = test.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
        value.split('"').next().unwrap()
    };
    let (seed, made_at) = (field("seed"), field("made_at"));
    let nothing = format!("seed={seed}&made_at={made_at}");
    let passed = stage.post(&stage.twin("/blind"), &nothing).await;
    assert!(passed.body.contains("You have chosen nothing"), "{}", passed.body);
    let picks = format!("{nothing}&pick-0=0&pick-1=1");
    let told = stage.post(&stage.twin("/blind"), &picks).await;
    assert_eq!(told.location, Some(stage.twin(&format!("/blind?seed={seed}"))), "{}", told.body);
    let seen = stage.shown(&told.location.unwrap()).await;
    assert!(seen.contains(" of 2"), "{seen}");
    assert!(stage.get(&page).await.body.contains("Last time: "));
    // What was picked on a page of another measurement is judged on no other replies.
    let gone = format!("seed={seed}&made_at=1&pick-0=0");
    let gone = stage.post(&stage.twin("/blind"), &gone).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    assert!(gone.body.contains("This test is gone") && gone.body.contains("name=\"pick-0\""));
    let tests = stage.engine.likeness(stage.account).await.unwrap().unwrap().blind;
    assert_eq!(tests.len(), 1);
}

#[tokio::test]
async fn a_model_is_measured_after_the_page_has_said_what_that_takes() {
    let stage = Stage::set().await;
    stage.engine.import(std::io::Cursor::new(lively()), None).await.unwrap();
    let page = stage.twin("/likeness");
    assert!(!stage.get(&page).await.body.contains("fake:model"), "no model was chosen");
    stage.post("/model", "model=open%3Aa&price_in=1&price_out=2").await;
    assert!(stage.get(&page).await.body.contains("To measure fake:model too, measure without it"));
    stage.post(&page, "").await;
    stage.engine.likeness_measured().await;
    let seen = stage.shown(&page).await;
    assert!(seen.contains("Measure with fake:model"), "{seen}");
    assert!(seen.contains("in the currency of your prices"), "{seen}");
    let nothing = stage.engine.model().await.unwrap().unwrap().spent;
    assert_eq!(nothing.usage.total(), 0, "recall mode asks no model");
    stage.post(&page, "by=model").await;
    stage.engine.likeness_measured().await;
    let reports = stage.engine.likeness(stage.account).await.unwrap().unwrap().reports;
    // The clock stands here, and of one moment there is one report.
    let models: Vec<_> = reports.iter().map(|report| report.model.as_deref()).collect();
    assert_eq!(models, [Some("fake:model")]);
    assert!(stage.engine.model().await.unwrap().unwrap().spent.usage.total() > 0);
}
