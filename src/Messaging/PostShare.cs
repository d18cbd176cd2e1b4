using System.Globalization;

namespace PackageBilling.Messaging;

/// <summary>Asks any node to post one share of a charge run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Number">The share's number, from 1.</param>
/// <param name="RunVersion">
/// The version of the run's stream that the share was sent at: a run that was paused and resumed sends its shares anew.
/// </param>
public sealed record PostShare(string RunId, int Number, long RunVersion)
{
    /// <summary>The id of the message, the same from every node, so that the inbox drops a duplicate.</summary>
    internal Guid MessageId => Messages.IdOf(
        string.Create(CultureInfo.InvariantCulture, $"{RunId}/{Number}/{RunVersion}"));

    /// <summary>What people see of it.</summary>
    internal string ShareId => string.Create(CultureInfo.InvariantCulture, $"{RunId}/{Number}");
}

/// <summary>Posts shares of charge runs on the node that received the message.</summary>
public interface ISharePoster
{
    /// <summary>Posts what is left of a share. Harmless to do again, and beside another node that does.</summary>
    /// <param name="share">The share.</param>
    /// <param name="ct">Breaks off; another node goes on with it.</param>
    Task Post(PostShare share, CancellationToken ct);
}
