"""Testing a flow with a contact: the engine's own nodes on a virtual clock, over copies of the contact's rows."""

from campaigns.simulation.answers import Hold, SimulatedMessage, SimulatedStep, Simulation
from campaigns.simulation.simulate import simulate

__all__ = ["Hold", "SimulatedMessage", "SimulatedStep", "Simulation", "simulate"]
