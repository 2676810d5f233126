//! Port: how does a server come onto a port, and off it?

use crate::fault::{Call, Fault};
use crate::line::Line;
use crate::node::Node;
use crate::streams::AtNode;
use crate::wire::gossip::gossip_server::GossipServer;
use crate::wire::server_features::server_features_server::ServerFeaturesServer;
use crate::wire::streams::streams_server::StreamsServer;
use futures::{Stream, stream};
use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tonic::transport::Server;

/// The biggest message taken: an append may be refused as too large only after it was read.
const MESSAGE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// How long a port that was just left may still be in use: this often, this long.
const ATTEMPTS_MAX: u32 = 200;
const WAIT: Duration = Duration::from_millis(5);
/// How long is waited for the port to be free, where the machine is busy.
const LEAVING_MAX: Duration = Duration::from_secs(5);
const WINDOW_BYTES: u32 = 4 * 1024 * 1024;

/// A server on its port. Dropped, it is off at once and its connections are cut.
#[derive(Debug)]
pub(crate) struct Port {
    open: CancellationToken,
    /// Breaks off when the listener is gone.
    left: Mutex<Receiver<Infallible>>,
}

/// Opens the port; whoever connects from now on is served once [`Port::serve`] runs.
pub(crate) fn listen(address: SocketAddr) -> io::Result<StdListener> {
    let listener = StdListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Opens a port that was just left, and may not be free yet.
pub(crate) fn listen_again(address: SocketAddr) -> io::Result<StdListener> {
    for _ in 1..ATTEMPTS_MAX {
        if let Ok(it) = listen(address) {
            return Ok(it);
        }
        std::thread::sleep(WAIT);
    }
    listen(address)
}

impl Port {
    /// Serves what comes in there.
    pub(crate) fn serve(
        runtime: &Handle,
        listener: StdListener,
        node: Arc<Node>,
    ) -> io::Result<Self> {
        let open = CancellationToken::new();
        let closed = open.clone();
        let entered = runtime.enter();
        let listener = TcpListener::from_std(listener)?;
        drop(entered);
        let (leaving, left) = mpsc::channel();
        runtime.spawn(async move {
            // Dropped last.
            let _leaving: Sender<Infallible> = leaving;
            let lines = lines(listener, Arc::clone(&node), closed.clone());
            let streams = StreamsServer::new(AtNode(Arc::clone(&node)))
                .max_decoding_message_size(MESSAGE_BYTES_MAX);
            let server = Server::builder()
                .initial_connection_window_size(WINDOW_BYTES)
                .initial_stream_window_size(WINDOW_BYTES)
                .add_service(streams)
                .add_service(GossipServer::new(AtNode(Arc::clone(&node))))
                .add_service(ServerFeaturesServer::new(AtNode(node)))
                .serve_with_incoming(lines);
            tokio::select! {
                // With the listener dropped, nobody comes in; those who are in have their lines cut.
                () = closed.cancelled() => (),
                ended = server => if let Err(error) = ended {
                    tracing::error!("the stand-in stopped serving: {error}");
                },
            }
        });
        Ok(Self { open, left: Mutex::new(left) })
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.open.cancel();
        let left = self.left.get_mut().unwrap_or_else(PoisonError::into_inner);
        if left.recv_timeout(LEAVING_MAX) == Err(RecvTimeoutError::Timeout) {
            tracing::error!("the stand-in is still on its port");
        }
    }
}

fn lines(
    listener: TcpListener,
    node: Arc<Node>,
    open: CancellationToken,
) -> impl Stream<Item = io::Result<Line>> {
    stream::unfold((listener, node, open), async |(listener, node, open)| {
        loop {
            let (socket, _) = match listener.accept().await {
                Ok(it) => it,
                Err(error) => return Some((Err(error), (listener, node, open))),
            };
            node.counting.count(|it| it.connections += 1);
            match node.faults.take(Call::Connect) {
                Some(Fault::Slow(by)) => tokio::time::sleep(by).await,
                Some(_) => continue,
                None => (),
            }
            // Small answers must not wait for others to fill a packet with.
            if socket.set_nodelay(true).is_err() {
                continue;
            }
            let line = Line::new(socket, open.child_token());
            return Some((Ok(line), (listener, node, open)));
        }
    })
}
