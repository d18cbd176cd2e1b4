using Microsoft.AspNetCore.Http.Features;

namespace PackageBilling.Billing.Usage;

/// <summary>Everything about calls that could grow, in one place.</summary>
internal static class UsageLimits
{
    /// <summary>Records committed together (domain: "Calls"): a commit's cost is nothing by then,
    /// and memory stays flat.</summary>
    public const int RecordsPerCommit = 10_000;

    /// <summary>Records among which the calls of a customer are brought together, and which are held in memory for it:
    /// some 15 MB.</summary>
    public const int RecordsTogether = 5 * RecordsPerCommit;

    /// <summary>Calls in one event: about 200 KB as stored, so that reading one call of an event stays cheap.</summary>
    public const int CallsPerEvent = 500;

    /// <summary>A body of one request, in bytes: some 15 million calls, the week of a mid-size carrier.
    /// It waits in a temporary file.</summary>
    public const long BodyBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>Lets a request have a body of that size.</summary>
    public static void AllowBody(HttpRequest http)
    {
        if (http.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = BodyBytes;
    }

    /// <summary>One record as it is sent, in bytes: a hundred times what an honest one needs.</summary>
    public const int RecordBytes = 64 * 1024;

    /// <summary>Records up to which the answer says how each call was rated (api: usage).</summary>
    public const int CallsInAnswer = 1_000;

    /// <summary>
    /// Rejected records that the answer names; all are counted. A file full of mistakes has the same one in every line,
    /// and a file that is sent in pieces of so many records has all its mistakes named.
    /// </summary>
    public const int RejectedInAnswer = RecordsPerCommit;

    /// <summary>A call id, in characters.</summary>
    public const int CallId = CallBounds.IdLength;

    /// <summary>The longest call: a line that is open for a month without a pause.</summary>
    public const int BilledSeconds = CallBounds.Seconds;

    /// <summary>How far ahead a call may start: clocks of switches differ, and time zones are mixed up,
    /// by less (domain: "Calls").</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    /// <summary>DIDs of a body whose holders are kept, some 150 bytes each; beyond that they are read again.</summary>
    public const int DidsKept = 100_000;

    /// <summary>Commits that the book may be behind a long body, so that others who wait for it are not kept
    /// from answering.</summary>
    public const int CommitsAhead = 2;

    /// <summary>Customers of a body that are kept from commit to commit, a few KB each;
    /// beyond that they are read again.</summary>
    public const int CustomersKept = 20_000;

    /// <summary>Times that calls are rated again because somebody else rated calls of the same customers;
    /// each time somebody made progress.</summary>
    public const int Rounds = 1_000;

    /// <summary>How long a request waits for the book to catch up with its own calls.</summary>
    public static readonly TimeSpan BookPatience = TimeSpan.FromMinutes(10);
}
