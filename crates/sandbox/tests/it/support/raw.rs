//! A client that says exactly what a test wants, down to message ids.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use grammers_client::tl::{Cursor, Deserializable};
use grammers_crypto::{AuthKey, DequeBuffer, decrypt_data_v2, encrypt_data_v2};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::exchange::random;
use super::{PATIENCE, World};

/// One connection, over the intermediate transport.
pub(crate) struct Raw {
    stream: TcpStream,
    key: AuthKey,
    pub(crate) session_id: i64,
    pub(crate) salt: i64,
}

/// A message of the server.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) msg_id: i64,
    pub(crate) seqno: i32,
    pub(crate) body: Vec<u8>,
}

impl Heard {
    pub(crate) fn constructor(&self) -> u32 {
        u32::from_bytes(&self.body).unwrap()
    }

    /// The body as an object of the type that it should be.
    pub(crate) fn object<T: Deserializable>(&self) -> T {
        T::from_bytes(&self.body).unwrap_or_else(|error| panic!("{error}: {:02x?}", self.body))
    }

    /// The request that a result answers, and the answer.
    pub(crate) fn result<T: Deserializable>(&self) -> (i64, T) {
        let mut cursor = Cursor::from_slice(&self.body);
        assert_eq!(u32::deserialize(&mut cursor), Ok(0xf35c_6d01), "{:02x?}", self.body);
        let request = i64::deserialize(&mut cursor).unwrap();
        (request, T::deserialize(&mut cursor).unwrap())
    }
}

impl Raw {
    pub(crate) async fn connect(world: &World, key: [u8; 256]) -> Raw {
        let mut stream = TcpStream::connect(world.sandbox.address()).await.unwrap();
        stream.write_all(&[0xee; 4]).await.unwrap();
        let session_id = i64::from_le_bytes(random());
        Raw { stream, key: AuthKey::from_bytes(key), session_id, salt: 0 }
    }

    /// Sends a message.
    pub(crate) async fn send(&mut self, msg_id: i64, seqno: i32, body: &[u8]) {
        let frame = self.sealed(msg_id, seqno, body);
        self.send_frame(&frame).await;
    }

    /// A message as it goes over the wire.
    pub(crate) fn sealed(&self, msg_id: i64, seqno: i32, body: &[u8]) -> Vec<u8> {
        let mut buffer = DequeBuffer::with_capacity(body.len() + 64, 64);
        buffer.extend(self.salt.to_le_bytes());
        buffer.extend(self.session_id.to_le_bytes());
        buffer.extend(msg_id.to_le_bytes());
        buffer.extend(seqno.to_le_bytes());
        buffer.extend((body.len() as u32).to_le_bytes());
        buffer.extend(body.iter());
        encrypt_data_v2(&mut buffer, &self.key);
        buffer[..].to_vec()
    }

    pub(crate) async fn send_frame(&mut self, frame: &[u8]) {
        self.stream.write_all(&(frame.len() as u32).to_le_bytes()).await.unwrap();
        self.stream.write_all(frame).await.unwrap();
    }

    /// The next frame as it comes.
    pub(crate) async fn frame(&mut self) -> Vec<u8> {
        let read = async {
            let length = self.stream.read_u32_le().await.unwrap();
            let mut frame = vec![0; length as usize];
            self.stream.read_exact(&mut frame).await.unwrap();
            frame
        };
        timeout(PATIENCE, read).await.expect("the server answers")
    }

    /// The next message of this session.
    pub(crate) async fn hear(&mut self) -> Heard {
        let (session_id, heard) = self.hear_any().await;
        assert_eq!(session_id, self.session_id);
        heard
    }

    /// The next message, with the session that it belongs to.
    pub(crate) async fn hear_any(&mut self) -> (i64, Heard) {
        let mut frame = self.frame().await;
        let data = decrypt_data_v2(&mut frame, &self.key).unwrap();
        let number = |range: std::ops::Range<usize>| data[range].try_into().unwrap();
        let session_id = i64::from_le_bytes(number(8..16));
        let msg_id = i64::from_le_bytes(number(16..24));
        let seqno = i32::from_le_bytes(data[24..28].try_into().unwrap());
        let length = u32::from_le_bytes(data[28..32].try_into().unwrap()) as usize;
        (session_id, Heard { msg_id, seqno, body: data[32..32 + length].to_vec() })
    }

    /// Says that nothing more will be sent.
    pub(crate) async fn shut(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// Reads until the server hangs up, and says how many bytes came.
    pub(crate) async fn drain(&mut self) -> usize {
        let mut rest = Vec::new();
        let end = timeout(PATIENCE, self.stream.read_to_end(&mut rest)).await;
        // A hang-up with bytes under way is an error here, and an end all the same.
        let _ = end.expect("the server hangs up");
        rest.len()
    }

    /// Whether the server has hung up.
    pub(crate) async fn is_closed(&mut self) -> bool {
        timeout(PATIENCE, self.stream.read_u8()).await.expect("the server acts").is_err()
    }
}

/// A message id of the time that lies `ahead` of now.
pub(crate) fn msg_id(ahead: Duration) -> i64 {
    #[expect(clippy::disallowed_methods, reason = "clients tell the time by their message ids")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + ahead;
    ((now.as_secs() << 32) | u64::from(now.subsec_nanos())) as i64 & !3
}
