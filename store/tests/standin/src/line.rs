//! Line: how is a connection cut?

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::transport::server::Connected;

/// A connection that breaks off when its token is cancelled, with whatever was on its way.
pub(crate) struct Line {
    socket: TcpStream,
    cut: CancellationToken,
    when_cut: Pin<Box<WaitForCancellationFutureOwned>>,
}

/// What cuts the connection that a call came by.
#[derive(Debug, Clone)]
pub(crate) struct Scissors(pub(crate) CancellationToken);

impl Line {
    pub(crate) fn new(socket: TcpStream, cut: CancellationToken) -> Self {
        let when_cut = Box::pin(cut.clone().cancelled_owned());
        Self { socket, cut, when_cut }
    }

    /// Acknowledges what came at once. The clients leave Nagle's algorithm on and send a call in two parts: the second
    /// would wait for the 40 ms after which this side acknowledges the first by itself.
    fn acknowledge(&self) {
        #[cfg(target_os = "linux")]
        if let Err(error) = self.socket.set_quickack(true) {
            // Only slower.
            tracing::debug!("acknowledging late: {error}");
        }
    }

    fn poll_cut(&mut self, ctx: &mut Context<'_>) -> Option<io::Error> {
        let is_cut = self.when_cut.as_mut().poll(ctx).is_ready();
        is_cut.then(|| io::Error::from(io::ErrorKind::ConnectionReset))
    }
}

impl Connected for Line {
    type ConnectInfo = Scissors;

    fn connect_info(&self) -> Scissors {
        Scissors(self.cut.clone())
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        ctx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(error) = self.poll_cut(ctx) {
            return Poll::Ready(Err(error));
        }
        let read = Pin::new(&mut self.socket).poll_read(ctx, into);
        self.acknowledge();
        read
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        ctx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(error) = self.poll_cut(ctx) {
            return Poll::Ready(Err(error));
        }
        Pin::new(&mut self.socket).poll_write(ctx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(ctx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(ctx)
    }
}
