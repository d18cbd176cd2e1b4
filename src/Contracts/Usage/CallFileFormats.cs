namespace PackageBilling.Contracts;

/// <summary>The files of calls that the product reads as they are (docs/calls.md).</summary>
public static class CallFileFormats
{
    /// <summary>All presets, by their names as they are shown.</summary>
    public static readonly IReadOnlyList<CallFileFormat> All =
    [
        new("asterisk", "Asterisk Master.csv"), new("cdr-stats", "CDR-Stats export"),
        new("cgrates", "CGRateS CDR export"), new("connexcs", "ConnexCS CDR download"),
        new("didww", "DIDWW inbound calls"), new("freeswitch", "FreeSWITCH cdr-csv"),
        new("ivozprovider", "IVOZ Provider report"), new("kamailio", "Kamailio acc table"),
        new("kazoo", "Kazoo CDR documents"), new("opensips", "OpenSIPS acc table"),
    ];
}

/// <summary>A kind of file with calls.</summary>
/// <param name="Preset">The name of its preset.</param>
/// <param name="Title">What people call it.</param>
public sealed record CallFileFormat(string Preset, string Title);
