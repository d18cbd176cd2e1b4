using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using PackageBilling.EmbeddedPostgres;
using Testcontainers.PostgreSql;

namespace PackageBilling.Harness;

/// <summary>A PostgreSQL in a container, where a Docker engine answers: made and set as the one from local binaries is.</summary>
internal static class ContainerPostgres
{
    private const string Image = "postgres:17-alpine";

    // An engine gives 64 MB, which the workers of one large query can fill.
    private const long SharedMemory = 512L << 20;

    /// <summary>Null where no engine answers: the tests take local binaries then, as the default build does.</summary>
    public static async Task<TestServer?> TryStart((string Name, string Value)[] settings)
    {
        if (TestcontainersSettings.OS.DockerEndpointAuthConfig is null) return null;
        try
        {
            var container = new PostgreSqlBuilder(Image)
                .WithEnvironment("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --no-locale --data-checksums")
                // In the place of the library's own, which make every server forget in a crash what it has said it has written.
                .WithCommand(new OverwriteEnumerable<string>(PostgresSettings.SmallServer.With(settings).SelectMany(one => (string[])["-c", $"{one.Key}={one.Value}"])))
                .WithCreateParameterModifier(create => (create.HostConfig ??= new()).ShmSize = SharedMemory)
                .Build();
            await container.StartAsync();
            return new(container.GetConnectionString(), async () => await container.DisposeAsync());
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
