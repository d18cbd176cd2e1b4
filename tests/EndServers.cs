using PackageBilling.Harness;

// A runner gives a process ten seconds to end once its tests have, and removing hundreds of databases may take longer.
[assembly: AssemblyFixture(typeof(TestServers))]
