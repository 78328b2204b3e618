//! A crowd at a sandbox: accounts that a server answers for, each with a chat and a history that it
//! has learnt from, and people who write to them.

pub(crate) mod program;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use anyhow::{Context as _, bail, ensure};
use domain::policy::Limits;
use domain::{
    Account, AccountId, AccountKind, AccountState, Author, Connector as _, Content, LoginInput,
    LoginStep, Message, MessageId, Mode, OwnerId, Peer, PeerFlags, PeerId, PeerKind, Policy,
    Timestamp,
};
use sandbox::{Clock as _, Config, NewAccount, Page, RequestFilter, Sandbox, SystemClock};
use store::{MasterKey, Store};
use telegram::{CustomDc, TelegramConnector};
use tempfile::TempDir;
use tokio::task::JoinSet;

use program::Running;

/// What people write, and what the owners have always answered: enough for a twin that says nothing
/// again too soon.
const TALK: [(&str, &str); 14] = [
    ("привет, как дела?", "норм"),
    ("как тебе фильм?", "огонь"),
    ("занят сейчас?", "нет"),
    ("спишь?", "неа"),
    ("скучаешь?", "немного"),
    ("всё хорошо?", "да, отлично"),
    ("голодный?", "ещё как"),
    ("холодно у вас?", "терпимо"),
    ("нравится музыка?", "очень"),
    ("устал сегодня?", "есть чуть"),
    ("смешно вышло?", "до слёз"),
    ("кот толстеет?", "ага"),
    ("ветер сильный?", "жуть"),
    ("громко играют?", "ужасно"),
];

/// How many people write to all the accounts.
const WRITERS: usize = 50;

/// How many accounts log in at once.
const AT_ONCE: usize = 16;

/// How often the owner has answered each.
const ANSWERED: usize = 3;

/// From a question to its answer.
const PAUSE: Duration = Duration::from_secs(20);

/// How long a twin may take to answer when nobody else asks anything.
const PROMPT: Duration = Duration::from_secs(5);

/// 2025: before anything that happens here.
const PAST: Timestamp = Timestamp::from_secs(1_735_689_600);

/// How often what has happened is looked at.
pub(crate) const GLANCE: Duration = Duration::from_millis(20);

/// The sandbox and the folder of a server.
pub(crate) struct Crowd {
    pub(crate) sandbox: Arc<Sandbox>,
    folder: TempDir,
    accounts: usize,
    /// The accounts by their Telegram user.
    numbers: HashMap<i64, usize>,
    questions: Vec<&'static str>,
    /// How often each account was asked.
    asked: Vec<usize>,
}

/// A reply as it came to the sandbox.
pub(crate) struct Arrived {
    /// Whose it is.
    pub(crate) number: usize,
    /// Unix milliseconds.
    pub(crate) time: i64,
}

impl Crowd {
    /// Makes everybody, and logs all accounts in to a server that is not running yet.
    pub(crate) async fn gather(accounts: usize) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let any = "127.0.0.1:0".parse().context("an address")?;
        let telegram = folder.path().join("telegram");
        let sandbox = Arc::new(Sandbox::start(Config::new(any, any, telegram)).await?);
        let control = sandbox.control();
        for number in 0..accounts + WRITERS {
            control.create_account(NewAccount {
                phone: phone(number),
                first_name: format!("Citizen {number}"),
                ..NewAccount::default()
            })?;
        }
        let data = folder.path().join("data");
        std::fs::create_dir(&data)?;
        let (store, owner) = open(&data).await?;
        let numbers = HashMap::new();
        let mut crowd = Self {
            sandbox,
            folder,
            accounts,
            numbers,
            questions: Vec::new(),
            asked: vec![0; accounts],
        };
        let connector = Arc::new(crowd.connector()?);
        let mut arriving = JoinSet::new();
        for number in 0..accounts {
            if arriving.len() == AT_ONCE {
                crowd.numbers.extend(arriving.join_next().await.transpose()?.transpose()?);
            }
            let (sandbox, store) = (Arc::clone(&crowd.sandbox), store.clone());
            let (connector, writer) = (Arc::clone(&connector), crowd.user(crowd.writer(number))?);
            arriving.spawn(arrive(sandbox, connector, store, owner, number, writer));
        }
        while let Some(arrived) = arriving.join_next().await {
            crowd.numbers.extend([arrived??]);
        }
        ensure!(crowd.numbers.len() == accounts, "not everybody came");
        Ok(crowd)
    }

    fn connector(&self) -> anyhow::Result<TelegramConnector> {
        let SocketAddr::V4(address) = self.sandbox.address() else {
            bail!("the benchmark uses IPv4");
        };
        let public_key = self.sandbox.public_key().pem.clone();
        let config = telegram::Config {
            api_id: 1,
            api_hash: "any".to_owned(),
            device_model: "Bench".to_owned(),
            app_version: "1".to_owned(),
            custom_dc: Some(CustomDc { address, public_key }),
        };
        Ok(TelegramConnector::new(config, 7)?)
    }

    /// Who writes to an account.
    fn writer(&self, number: usize) -> usize {
        self.accounts + number % WRITERS
    }

    fn user(&self, number: usize) -> anyhow::Result<PeerId> {
        let account = self.sandbox.control().account(&phone(number));
        Ok(PeerId(account.context("nobody has that number")?.id))
    }

    /// Starts the server, all delays at 0.
    pub(crate) fn serve(&self, binary: &Path) -> anyhow::Result<Running> {
        let key = self.folder.path().join("public.pem");
        std::fs::write(&key, &self.sandbox.public_key().pem)?;
        let mut command = Command::new(binary);
        command
            .args(["serve", "--lang", "en", "--pace", "instant", "--http", "127.0.0.1:0", "--data"])
            .arg(self.folder.path().join("data"))
            .env("AITWIN_LOG", "error")
            .env("AITWIN_TELEGRAM__API_ID", "1")
            .env("AITWIN_TELEGRAM__API_HASH", "any")
            .env("AITWIN_TELEGRAM__CUSTOM_DC__ADDRESS", self.sandbox.address().to_string())
            .env("AITWIN_TELEGRAM__CUSTOM_DC__PUBLIC_KEY_FILE", key)
            .env("AITWIN_BOTS__API", format!("http://{}", self.sandbox.control_address()));
        Running::start(&mut command, "open ")
    }

    /// Somebody asks an account, each time something else. Returns when, in Unix milliseconds.
    pub(crate) fn ask(&mut self, number: usize) -> anyhow::Result<i64> {
        let text = self.questions[self.asked[number] % self.questions.len()];
        self.asked[number] += 1;
        self.write(number, text)
    }

    fn write(&self, number: usize, text: &str) -> anyhow::Result<i64> {
        let control = self.sandbox.control();
        let now = SystemClock.now().duration_since(UNIX_EPOCH)?;
        control.send_message(&phone(self.writer(number)), &phone(number), text)?;
        Ok(i64::try_from(now.as_millis())?)
    }

    /// Keeps the questions that are answered by whoever answers here, of which the first account is
    /// asked each.
    pub(crate) async fn try_questions(&mut self) -> anyhow::Result<()> {
        let mut seen = 0;
        self.requests("*", &mut seen)?;
        let mut answered = Vec::new();
        for (question, _) in TALK {
            self.write(0, question)?;
            let begun = Instant::now();
            while begun.elapsed() < PROMPT {
                if !self.requests("messages.sendMessage", &mut seen)?.is_empty() {
                    answered.push(question);
                    break;
                }
                tokio::time::sleep(GLANCE).await;
            }
        }
        ensure!(answered.len() >= 8, "only {answered:?} are answered");
        self.questions = answered;
        Ok(())
    }

    /// The questions that are answered.
    pub(crate) fn questions(&self) -> &[&'static str] {
        &self.questions
    }

    /// The account of a Telegram user.
    pub(crate) fn number(&self, user: PeerId) -> Option<usize> {
        self.numbers.get(&user.0).copied()
    }

    /// The Telegram user who writes to an account.
    pub(crate) fn writer_of(&self, number: usize) -> anyhow::Result<PeerId> {
        self.user(self.writer(number))
    }

    /// The database of the server, which may be running.
    pub(crate) async fn store(&self) -> anyhow::Result<(Store, OwnerId)> {
        open(&self.folder.path().join("data")).await
    }

    /// What stands in the chat of an account with its writer, from 1 on: the number of each message,
    /// and whether the account wrote it.
    pub(crate) fn chat(&self, number: usize) -> anyhow::Result<Vec<(MessageId, bool)>> {
        let (of, with) = (phone(number), phone(self.writer(number)));
        let page = self.sandbox.control().page(&of, &with, Page::default())?;
        Ok(page.iter().map(|message| (MessageId(message.id), message.out)).collect())
    }

    /// The requests of a method since the one numbered `after`, which becomes the last of them.
    pub(crate) fn requests(&self, method: &str, after: &mut u64) -> anyhow::Result<Vec<Arrived>> {
        let filter = RequestFilter {
            method: Some(method.to_owned()),
            after: Some(*after),
            ..RequestFilter::default()
        };
        let requests = self.sandbox.control().requests(&filter)?;
        *after = requests.last().map_or(*after, |request| request.number);
        let of_accounts = requests.iter().filter_map(|request| {
            let number = *self.numbers.get(&request.account?)?;
            Some(Arrived { number, time: request.time })
        });
        Ok(of_accounts.collect())
    }
}

async fn open(data: &Path) -> anyhow::Result<(Store, OwnerId)> {
    let master = MasterKey::load_or_create(&data.join("master.key"))?;
    let store = Store::open(&data.join("aitwin.db").display().to_string(), master).await?;
    let owner = store.ensure_owner(OwnerId::new(PAST, 1), PAST).await?;
    Ok((store, owner))
}

/// Logs an account in, and gives it a history with the one who will write.
async fn arrive(
    sandbox: Arc<Sandbox>,
    connector: Arc<TelegramConnector>,
    store: Store,
    owner: OwnerId,
    number: usize,
    writer: PeerId,
) -> anyhow::Result<(i64, usize)> {
    let mut login = connector.begin_login().await?;
    login.submit(LoginInput::Phone(phone(number))).await?;
    let code = sandbox.control().login_code(&phone(number)).context("there is no code")?;
    let LoginStep::Done(logged_in) = login.submit(LoginInput::Code(code)).await? else {
        bail!("the code was not enough");
    };
    let user = logged_in.profile.user_id;
    let account = Account {
        id: AccountId::new(PAST, number as u128 + 2),
        kind: AccountKind::User,
        profile: logged_in.profile.clone(),
        state: AccountState::Active,
        default_mode: Mode::Auto,
    };
    let peer = Peer {
        id: writer,
        kind: PeerKind::User,
        title: "Writer".to_owned(),
        username: None,
        flags: PeerFlags::default(),
    };
    let mut tx = store.begin(owner).await?;
    tx.insert_account(&account).await?;
    tx.save_session(account.id, &logged_in.session).await?;
    tx.upsert_peer(account.id, &peer).await?;
    tx.insert_messages(account.id, &history(writer, user)).await?;
    // Else most questions would wait for their turn.
    let policy = Policy { limits: Limits::NONE, ..Policy::default() };
    tx.set_policy(account.id, &policy).await?;
    tx.commit().await?;
    Ok((user.0, number))
}

/// What was asked and answered before. Telegram numbers from 1 on: these are not in its way.
fn history(writer: PeerId, owner: PeerId) -> Vec<Message> {
    let talk = std::iter::repeat_n(TALK, ANSWERED).flatten();
    let said = talk.flat_map(|(question, answer)| {
        [(Author::Other, question, Duration::from_secs(3_580)), (Author::Owner, answer, PAUSE)]
    });
    let count = i32::try_from(2 * ANSWERED * TALK.len()).unwrap_or(i32::MAX);
    let mut at = PAST;
    let messages = (-count..).zip(said).map(|(id, (author, text, later))| {
        at = at + later;
        Message {
            chat: writer,
            id: MessageId(id),
            author,
            sender: if author == Author::Other { writer } else { owner },
            sent_at: at,
            content: Content::Text { text: text.to_owned() },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        }
    });
    messages.collect()
}

/// The phone number of an account.
pub(crate) fn phone(number: usize) -> String {
    format!("+7999{number:07}")
}
