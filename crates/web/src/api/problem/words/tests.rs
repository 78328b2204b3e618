//! No problem that is told in Russian falls into English.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use domain::{
    AccountId, AddressProblem, ChoiceError, LoginError, NoSound, PeerId, Scope, Timestamp,
    VoiceTrouble,
};
use engine::{Candidate, DirectError, ExportError, NotBegun};
use store::{MasterKey, Store};
use webhooks::UrlProblem;

use super::*;

/// Two Latin words side by side that are neither quoted nor names: what a sentence is made of.
fn latin_prose(text: &str) -> Option<String> {
    let mut bare = String::new();
    let mut quote = None;
    for sign in text.chars() {
        match (quote, sign) {
            (None, '«') => quote = Some('»'),
            (None, '`' | '"') => quote = Some(sign),
            (Some(end), sign) if sign == end => {
                quote = None;
                bare.push('…');
            }
            (Some(_), _) => {}
            (None, sign) => bare.push(sign),
        }
    }
    let words: Vec<&str> = bare.split_whitespace().collect();
    let is_prose = |word: &str| {
        let word = word.trim_end_matches([',', '.', ':', ';', '!', '?']);
        word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    words.windows(2).find(|pair| pair.iter().all(|word| is_prose(word))).map(|pair| pair.join(" "))
}

#[test]
fn latin_prose_is_known() {
    for english in ["an object is expected", "ошибка: missing field", "the export could not"]
    {
        assert!(latin_prose(english).is_some(), "{english}");
    }
    for russian in ["Пришлите «aitwin token make»", "с phone и code", "HTTP API", "`a b`, `c d`"]
    {
        assert_eq!(latin_prose(russian), None, "{russian}");
    }
}

fn wrongs() -> Vec<Wrong> {
    let names = || vec!["text".to_owned(), "days".to_owned()];
    let export = |source| Wrong::Import(Box::new(ImportError::Export { source, read: 5, new: 2 }));
    let candidate =
        || Candidate { id: PeerId(5), name: "Анна".to_owned(), messages: 7, chats: 1 };
    let mut all = vec![
        Wrong::Shape,
        Wrong::Missing,
        Wrong::Unknown(vec![]),
        Wrong::Unknown(names()),
        Wrong::NoBody(vec![]),
        Wrong::NoBody(names()),
        Wrong::OneOf(names()),
        Wrong::NoHours,
        Wrong::Nul,
        Wrong::NotShown,
        Wrong::Moment,
        Wrong::Account,
        Wrong::NoPerson,
        Wrong::Chat,
        Wrong::NoSound(NoSound::OtherForm("MP4")),
        Wrong::NoSound(NoSound::TooLong(String::new())),
        Wrong::NotBegun(NotBegun::NotTheirs),
        Wrong::NotBegun(NotBegun::TooLittle(Duration::from_secs(5))),
        Wrong::Consent,
        Wrong::Empty,
        Wrong::TooLong(5),
        Wrong::Lines(5),
        Wrong::Range { least: 1, most: 5 },
        Wrong::Order,
        Wrong::Cursor,
        Wrong::Phone,
        Wrong::WhichAccount,
        Wrong::Peer,
        Wrong::Key,
        Wrong::Scope,
        Wrong::Event,
        Wrong::Import(Box::new(ImportError::Nothing)),
        Wrong::Import(Box::new(ImportError::NothingOfOwner)),
        export(ExportError::Empty),
        export(ExportError::Html),
        export(ExportError::Archive),
        export(ExportError::OwnerUnknown { candidates: vec![] }),
        export(ExportError::OwnerUnknown { candidates: vec![candidate()] }),
    ];
    use Kind as K;
    let kinds = [K::Text, K::Whole, K::Count, K::Number, K::Flag, K::List, K::Object];
    all.extend(kinds.map(Wrong::Kind));
    use Needed as N;
    let rules = [N::UpTo(5), N::LimitUpTo(5), N::Spans, N::Clock, N::Day, N::Zone, N::Words(5)];
    all.extend(rules.map(Wrong::Rule));
    use UrlProblem as U;
    let urls = [U::Malformed, U::TooLong, U::NotHttps, U::Credentials, U::Port, U::Private];
    all.extend(urls.map(Wrong::Url));
    let text = || "gemini".to_owned();
    let choices = [
        ChoiceError::UnknownProvider { given: text(), providers: text() },
        ChoiceError::NoModel { provider: text() },
        ChoiceError::NoAddress { provider: text(), model: text() },
        ChoiceError::BadAddress { problem: AddressProblem::Unreadable },
        ChoiceError::NoKey { provider: text(), variable: "GEMINI_API_KEY".to_owned() },
        ChoiceError::BadKey,
        ChoiceError::NoPrices,
        ChoiceError::OnlyProviders { place: "compatible@http://10.0.0.1/v1".to_owned() },
        ChoiceError::BadNumber { field: "candidates", given: text() },
        ChoiceError::BadNumber { field: "prices", given: String::new() },
        ChoiceError::NoFile { path: text(), name: text() },
        ChoiceError::NoProgram { program: text() },
        ChoiceError::OnlyFallback,
    ];
    all.extend(choices.map(Wrong::Choice));
    all
}

fn problems() -> Vec<Problem> {
    let wait = Duration::from_secs(3);
    let reason = || "CHAT_WRITE_FORBIDDEN".to_owned();
    let mut all = vec![
        Problem::NoToken,
        Problem::InvalidToken,
        Problem::NoTokensHere,
        Problem::MissingScope(Scope::Read),
        Problem::MoreThanOwn(Scope::Manage),
        Problem::ForeignHost,
        Problem::CrossSite,
        Problem::TooMany { wait },
        Problem::NoSuchAddress,
        Problem::MethodNotAllowed,
        Problem::NotFound,
        Problem::NotJson,
        Problem::TooLarge,
        Problem::TooLate,
        Problem::MayNotDelete,
        Problem::UnderWay,
        Problem::NoModel,
        Problem::Indexing,
        Problem::NothingElse,
        Problem::NoAccount,
        Problem::NoLogin,
        Problem::TooManyWebhooks,
        Problem::WebhookOff,
        Problem::Engine(engine::Error::Gone),
    ];
    use Malformed as M;
    let malformed = [M::At { line: 2, column: 3 }, M::Ends, M::BrokenOff, M::Nul];
    all.extend(malformed.map(Problem::MalformedJson));
    let logins = [
        LoginError::InvalidPhone,
        LoginError::UnknownPhone,
        LoginError::BannedPhone,
        LoginError::InvalidCode,
        LoginError::ExpiredCode,
        LoginError::InvalidPassword,
        LoginError::FloodWait(wait),
        LoginError::InvalidApiId,
        LoginError::WrongStep,
        LoginError::Unreachable("refused".into()),
        LoginError::Refused { reason: reason() },
    ];
    all.extend(logins.map(Problem::Login));
    let direct = [
        DirectError::UnknownAccount,
        DirectError::UnknownPeer,
        DirectError::NotMet,
        DirectError::LoggedOut,
        DirectError::NotConnected,
        DirectError::FloodWait(wait),
        DirectError::Restricted { reason: reason() },
        DirectError::Held,
        DirectError::TooMany(wait),
        DirectError::Refused { reason: reason() },
        DirectError::NoAnswer,
        DirectError::Lost,
        DirectError::MayNotTell,
        DirectError::KeyTaken,
        DirectError::KeyBusy,
    ];
    all.extend(direct.map(Problem::Direct));
    let said = || "Bad Request: not enough rights".to_owned();
    let of_api = [
        BotError::Malformed,
        BotError::Unauthorized,
        BotError::FloodWait(wait),
        BotError::Refused { reason: said() },
        BotError::Unreachable("refused".into()),
    ];
    all.extend(of_api.map(|error| Problem::Bot(BotRefused::Api(error))));
    let here = AccountId::new(Timestamp::from_secs(1), 1);
    let of_bots = [
        BotRefused::AlreadyHere(here),
        BotRefused::AnotherBot,
        BotRefused::NoToken,
        BotRefused::BadName,
        BotRefused::NoApi,
    ];
    all.extend(of_bots.map(Problem::Bot));
    let not_made = [
        NotMade::BadName,
        NotMade::BadUsername,
        NotMade::Taken,
        NotMade::Limit { said: said() },
        NotMade::Refused(BotRefused::Api(BotError::FloodWait(wait))),
        NotMade::Odd { said: said() },
        NotMade::Silent,
    ];
    all.extend(not_made.map(Problem::NotMade));
    use VoiceTrouble as V;
    let of_studio = [V::Key, V::Money, V::Plan, V::Full, V::NotTaken, V::Busy, V::Unreachable];
    all.extend(of_studio.map(Problem::Studio));
    let of_ours = [V::Offline, V::Gone, V::Interrupted, V::Refused];
    all.extend(of_ours.map(Problem::Studio));
    all.extend(wrongs().into_iter().map(|wrong| Problem::invalid("limits.quick_s", wrong)));
    all
}

#[test]
fn every_problem_is_wholly_russian_in_russian() {
    let mut walked = 0;
    for problem in problems() {
        let (code, title, detail) = of(Lang::Ru, &problem);
        for text in [&title, &detail] {
            assert_eq!(latin_prose(text), None, "{code}: {text}");
            assert!(text.chars().any(|sign| ('а'..='я').contains(&sign)), "{code}: {text}");
        }
        let (_, english, _) = of(Lang::En, &problem);
        assert_ne!(english, title, "{code}");
        walked += 1;
    }
    assert!(walked > 105, "{walked}");
}

#[test]
fn each_trouble_with_a_bot_has_a_title_of_its_own() {
    let is_of_bot = |problem: &Problem| matches!(problem, Problem::Bot(_) | Problem::NotMade(_));
    let of_bots = problems().into_iter().filter(is_of_bot);
    let mut titles = BTreeMap::new();
    for problem in of_bots {
        let (code, title, _) = of(Lang::En, &problem);
        let first = *titles.entry(title.clone()).or_insert(code);
        assert_eq!(first, code, "{title}");
    }
    assert!(titles.len() > 14, "{titles:?}");
}

#[tokio::test]
async fn a_damaged_database_is_not_to_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("twin.db");
    fs::write(&path, "no database at all ".repeat(500)).unwrap();
    let key = MasterKey::from_text(&"5a".repeat(32)).unwrap();
    let error = Store::open(&path.display().to_string(), key).await.err().unwrap();
    let (code, title, detail) = of(Lang::En, &Problem::Engine(error.into()));
    assert_eq!((code, &*title), ("internal", "The database file is damaged"));
    assert!(detail.contains("restores a backup"), "{detail}");
    let (code, title, _) = of(Lang::En, &Problem::Engine(engine::Error::Gone));
    assert_eq!((code, &*title), ("internal", "Something went wrong on the server"));
}
