//! How the owner writes, drawn to be looked at; and how like them their twin is.

use std::io::Cursor;
use std::time::Duration;

use domain::{AccountId, ModelError, PeerId, Timestamp};
use engine::{
    Addressee, ExemplarSearch, LikenessBegun, LikenessTrouble, LikenessView, MeasuredBy,
    ModelTrouble, PortraitView, Seen, Wanted,
};

use crate::model::{NAME, Scripted};
use crate::stage::{ANNA, ANSWER, START, Stage};

impl Stage {
    async fn portrait(&self, account: AccountId, of: Addressee) -> Seen {
        match self.engine.portrait(account, of, None).await.unwrap().unwrap() {
            PortraitView::Ready(seen) => *seen,
            PortraitView::Reading => panic!("whoever has all the patience waits"),
        }
    }

    /// Waits until nothing is measured any more.
    async fn measured(&self, account: AccountId) -> LikenessView {
        let measured = self.engine.likeness_measured();
        tokio::time::timeout(Duration::from_secs(60), measured).await.expect("it takes for ever");
        self.engine.likeness(account).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn a_running_account_is_drawn_and_drawn_anew_once_something_was_taken_back() {
    let mut stage = Stage::set().await;
    stage.online().await;
    let all = stage.portrait(stage.account, Addressee::Everybody).await;
    assert_eq!(all.portrait.profile.texts, 20);
    assert_eq!(all.people[0].peer.id, ANNA);
    let anna = stage.portrait(stage.account, Addressee::Chat(ANNA)).await;
    assert_eq!((anna.title.as_deref(), anna.portrait.profile.texts), (Some("Анна"), 20));
    let nobody = stage.engine.portrait(stage.account, Addressee::Chat(PeerId(8)), None).await;
    assert!(nobody.unwrap().is_none(), "no such chat");
    let phrases = |seen: &Seen| seen.portrait.phrases.clone();
    assert!(phrases(&all).iter().any(|(said, _)| said == "прям очень"), "{:?}", phrases(&all));
    for day in 1..=5 {
        let first = domain::MessageId(day * 10 + 1);
        assert!(stage.engine.strike_exemplar(stage.account, ANNA, first).await.unwrap());
    }
    let now = stage.portrait(stage.account, Addressee::Everybody).await;
    assert!(phrases(&now).is_empty(), "what was struck out is not shown: {:?}", phrases(&now));
}

#[tokio::test]
async fn answers_are_looked_through_page_by_page() {
    let mut stage = Stage::set().await;
    stage.online().await;
    let find = async |search: ExemplarSearch| {
        stage.engine.exemplars(stage.account, search).await.unwrap().unwrap()
    };
    let first = find(ExemplarSearch { limit: 10, ..ExemplarSearch::default() }).await;
    assert_eq!((first.exemplars.len(), first.more), (10, true));
    let rest = find(ExemplarSearch { skip: 10, limit: 10, ..ExemplarSearch::default() }).await;
    assert_eq!((rest.exemplars.len(), rest.more), (5, false));
    assert!(first.exemplars[9].answered_at > rest.exemplars[0].answered_at);
    let wanted = Wanted::new(ANSWER, false);
    let said = find(ExemplarSearch { wanted, limit: 10, ..ExemplarSearch::default() }).await;
    assert_eq!((said.exemplars.len(), &*said.exemplars[0].title), (5, "Анна"));
}

/// An account of an export, which does not run: so many exchanges on so many days.
fn export(days: i64) -> String {
    let texts =
        ["ну давай", "ок", "щас гляну", "не знаю пока", "ага, норм", "ты где?", "буду в семь"];
    let mut messages = Vec::new();
    for day in 0..days {
        for (hour, text) in texts.iter().enumerate() {
            let at = START.as_secs() - (days - day) * 86_400 + hour as i64 * 4_000;
            for (from, text, at) in [(7, "как там оно", at), (900, *text, at + 30)] {
                let id = messages.len() + 1;
                messages.push(format!(
                    r#"{{"id": {id}, "type": "message", "date_unixtime": "{at}", "from": "N{from}",
                        "from_id": "user{from}", "text": "{text}"}}"#
                ));
            }
        }
    }
    format!(
        r#"{{"personal_information": {{"user_id": 900, "first_name": "Ольга"}}, "chats": {{"list": [
            {{"name": "Анна", "type": "personal_chat", "id": 7, "messages": [{}]}}]}}}}"#,
        messages.join(",")
    )
}

#[tokio::test]
async fn an_account_that_does_not_run_is_drawn_and_follows_what_is_brought_in() {
    let stage = Stage::set().await;
    let import =
        async |days| stage.engine.import(Cursor::new(export(days)), None).await.unwrap().account;
    let account = import(3).await;
    assert_eq!(stage.portrait(account, Addressee::Everybody).await.portrait.profile.texts, 21);
    import(5).await;
    assert_eq!(stage.portrait(account, Addressee::Everybody).await.portrait.profile.texts, 35);
}

#[tokio::test]
async fn likeness_is_measured_kept_and_told_apart() {
    let mut stage = Stage::set().await;
    let imported = stage.engine.import(Cursor::new(export(40)), None).await.unwrap();
    let account = imported.account;
    assert_eq!(
        stage.engine.measure_likeness(account, MeasuredBy::Recall).await.unwrap(),
        LikenessBegun::Started
    );
    let view = stage.measured(account).await;
    assert_eq!((view.trouble, view.reports.len()), (None, 1));
    let summary = &view.reports[0].summary;
    assert!(summary.asked > 20 && summary.pairs > 200, "{summary:?}");
    assert!(summary.measured.len() > 4, "{summary:?}");
    assert!(!view.examples.is_empty() && view.pairs > 0);

    let round = stage.engine.blind_round(account, Some(7)).await.unwrap().unwrap();
    let taken: Vec<Option<usize>> = round.pairs.iter().map(|pair| Some(pair.real)).collect();
    let shown = taken.len();
    assert_eq!(round.made_at, Some(view.reports[0].made_at));
    assert_eq!(stage.engine.told_apart(account, 7).await.unwrap(), None);
    let verdict = stage.engine.tell_apart(account, round.clone(), taken).await.unwrap();
    assert_eq!((verdict.told, &verdict.round), (shown, &round));
    // What was said first counts, however often it is sent.
    let again = stage.engine.tell_apart(account, round, vec![Some(0)]).await.unwrap();
    assert_eq!(again, verdict);
    assert_eq!(stage.engine.told_apart(account, 7).await.unwrap(), Some(verdict));
    let blind = stage.engine.likeness(account).await.unwrap().unwrap().blind;
    assert_eq!(blind.len(), 1);
    assert_eq!((blind[0].told as usize, blind[0].shown as usize), (shown, shown));

    stage.restart().await;
    let view = stage.engine.likeness(account).await.unwrap().unwrap();
    assert_eq!((view.reports.len(), view.blind.len()), (1, 1), "figures outlast a restart");
    assert!(view.examples.is_empty() && view.pairs == 0, "what was written does not");
}

#[tokio::test]
async fn a_model_is_measured_once_it_is_known_what_it_takes() {
    let stage = Stage::set().await;
    let account = stage.engine.import(Cursor::new(export(40)), None).await.unwrap().account;
    let measure = async |by| stage.engine.measure_likeness(account, by).await.unwrap();
    assert_eq!(measure(MeasuredBy::Model).await, LikenessBegun::NoModel);
    stage.engine.set_model(Some(Scripted::fails(ModelError::RateLimited { retry_after: None })));
    let cost = stage.engine.likeness(account).await.unwrap().unwrap().by_model.unwrap();
    assert_eq!((&*cost.model, cost.tokens), (NAME, None));
    assert_eq!(measure(MeasuredBy::Recall).await, LikenessBegun::Started);
    let view = stage.measured(account).await;
    let asked = view.reports[0].summary.asked as u64;
    let tokens = view.by_model.unwrap().tokens.unwrap();
    assert!(tokens > 100 * asked, "{tokens} for {asked} questions");
    assert_eq!(measure(MeasuredBy::Model).await, LikenessBegun::Started);
    let view = stage.measured(account).await;
    assert_eq!(view.trouble, Some(LikenessTrouble::Model(ModelTrouble::RateLimited)));
    assert_eq!(view.reports.len(), 1, "what was measured before stays");
}

#[tokio::test]
async fn too_little_is_said_to_be_too_little() {
    let stage = Stage::set().await;
    assert_eq!(
        stage.engine.measure_likeness(stage.account, MeasuredBy::Recall).await.unwrap(),
        LikenessBegun::Started
    );
    let view = stage.measured(stage.account).await;
    assert_eq!(view.trouble, Some(LikenessTrouble::TooLittle { pairs: 15, needed: 40 }));
    assert!(view.reports.is_empty());
    let nobody = AccountId::new(Timestamp::from_secs(1), 1);
    assert_eq!(
        stage.engine.measure_likeness(nobody, MeasuredBy::Recall).await.unwrap(),
        LikenessBegun::Unknown
    );
    assert!(stage.engine.likeness(nobody).await.unwrap().is_none());
}
