//! A wire between a client and the sandbox that can be cut, and that notices when two connections
//! are open at once.

use std::io::{ErrorKind, Read};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, SocketAddrV4};
use std::sync::{Arc, Mutex};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Wire {
    pub(crate) address: SocketAddrV4,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    /// The client's end of the newest connection.
    newest: Option<std::net::TcpStream>,
    connections: usize,
    overlaps: usize,
}

impl Wire {
    pub(crate) async fn to(sandbox: SocketAddrV4) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let SocketAddr::V4(address) = listener.local_addr().unwrap() else {
            unreachable!("it was bound to IPv4");
        };
        let seen = Arc::<Mutex<Seen>>::default();
        tokio::spawn(carry(listener, sandbox, Arc::clone(&seen)));
        Self { address, seen }
    }

    /// Hangs up the newest connection on the sandbox's side; the client has still to close its own.
    pub(crate) fn cut(&self) {
        let seen = self.seen.lock().unwrap();
        let newest = seen.newest.as_ref().expect("somebody connected");
        newest.shutdown(Shutdown::Write).unwrap();
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    /// How often a client connected before it had closed its former connection.
    pub(crate) fn overlaps(&self) -> usize {
        self.seen.lock().unwrap().overlaps
    }
}

async fn carry(listener: TcpListener, sandbox: SocketAddrV4, seen: Arc<Mutex<Seen>>) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let client = client.into_std().unwrap();
        {
            let mut seen = seen.lock().unwrap();
            seen.connections += 1;
            let former = seen.newest.replace(client.try_clone().unwrap());
            if former.is_some_and(is_open) {
                seen.overlaps += 1;
            }
        }
        let mut client = TcpStream::from_std(client).unwrap();
        tokio::spawn(async move {
            if let Ok(mut sandbox) = TcpStream::connect(sandbox).await {
                let _ = copy_bidirectional(&mut client, &mut sandbox).await;
            }
        });
    }
}

/// Whether the other end has not closed; on loopback a close is known before a later connect.
fn is_open(mut end: std::net::TcpStream) -> bool {
    let mut bytes = [0; 1024];
    loop {
        match end.read(&mut bytes) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    }
}
